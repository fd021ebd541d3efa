using System.Diagnostics;

namespace Streams.Testing.Support;

/// <summary>A nats-server of its own on a port of its own of 127.0.0.1, ended by its process id.</summary>
/// <remarks>The program is the file that STREAMS_TEST_NATS_SERVER names, else /usr/sbin/nats-server; a missing one fails the test.</remarks>
public sealed class NatsServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streams-nats-").FullName;
    private readonly string _configuration;
    private readonly ReservedPort _port = ReservedPort.Take();
    private readonly List<string> _said = [];
    private Process? _process;

    private NatsServer(string configuration)
    {
        _configuration = Path.Combine(_folder, "nats.conf");
        File.WriteAllText(_configuration, $"listen: \"127.0.0.1:{Port}\"\n{configuration}\n");
    }

    public int Port => _port.Number;

    /// <summary>What it has logged.</summary>
    public string Said
    {
        get
        {
            lock (_said) return string.Join('\n', _said);
        }
    }

    public string Url => $"nats://127.0.0.1:{Port}";

    /// <summary>The version of the program.</summary>
    public static async Task<Version> VersionAsync()
    {
        using var process = Process.Start(new ProcessStartInfo(Program(), ["--version"]) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return Version.Parse(said.AsSpan(said.LastIndexOf('v') + 1).Trim());
    }

    /// <summary>Starts a server, with further lines of configuration, and waits until it listens.</summary>
    public static async Task<NatsServer> StartAsync(string configuration = "")
    {
        var server = Absent(configuration);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>A server that has its port and is not started yet.</summary>
    public static NatsServer Absent(string configuration = "") => new(configuration);

    /// <summary>Starts it, on the same port as ever.</summary>
    public async Task StartAgainAsync()
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = new ProcessStartInfo(Program(), ["-c", _configuration]) { RedirectStandardError = true }, EnableRaisingEvents = true };
        process.ErrorDataReceived += (_, e) =>
        {
            lock (_said) _said.Add(e.Data ?? "");
            if (e.Data?.Contains("Server is ready", StringComparison.Ordinal) == true) ready.TrySetResult();
        };
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("nats-server ended: " + Said));
        process.Start();
        process.BeginErrorReadLine();
        _process = process;
        await ready.Task.WaitAsync(Patience.Limit);
    }

    /// <summary>Kills it, without a goodbye to its clients.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process) return;
        _process = null;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>Stops it from running while its connections stay: a half-open peer.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>Lets it run again.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _port.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Program()
    {
        var program = Environment.GetEnvironmentVariable("STREAMS_TEST_NATS_SERVER") is { Length: > 0 } given ? given : "/usr/sbin/nats-server";
        return File.Exists(program) ? program : throw new FileNotFoundException("no nats-server: install it, or name one in STREAMS_TEST_NATS_SERVER", program);
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, _process!.Id.ToString()]);
        await kill.WaitForExitAsync();
    }
}
