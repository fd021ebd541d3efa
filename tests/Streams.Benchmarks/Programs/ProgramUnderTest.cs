using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Streams.Benchmarks.Programs;

/// <summary>A whole program in a process of its own: started, ready, its CPU, its memory, its page, ended.</summary>
internal sealed class ProgramUnderTest : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50), Calm = TimeSpan.FromMilliseconds(300);
    private readonly Process _process;
    private readonly HttpClient _http;

    private ProgramUnderTest(ProgramKind kind, Process process, int port)
    {
        (Kind, _process) = (kind, process);
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/"), Timeout = TimeSpan.FromMinutes(2) };
    }

    internal ProgramKind Kind { get; }

    /// <summary>Seconds of user and system; none of the programs starts another.</summary>
    internal double Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>How often its threads have waited for something so far.</summary>
    internal long Waits => Directory.EnumerateDirectories($"/proc/{_process.Id}/task").Sum(thread => File.ReadLines(Path.Combine(thread, "status"))
        .Where(line => line.StartsWith("voluntary_ctxt_switches:", StringComparison.Ordinal)).Sum(line => long.Parse(line.AsSpan(24), CultureInfo.InvariantCulture)));

    /// <summary>The most that it had in memory, in bytes.</summary>
    internal long PeakMemory
    {
        get
        {
            _process.Refresh();
            return _process.PeakWorkingSet64;
        }
    }

    /// <summary>Starts it and waits until it has subscribed and is quiet.</summary>
    internal static async Task<ProgramUnderTest> StartAsync(ProgramKind kind, string nats)
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();
        var command = kind.Command(nats, port);
        // What a program says must not be ours to read: its pipe would fill.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\" >/dev/null 2>&1", "sh", .. command]);
        var program = new ProgramUnderTest(kind, Process.Start(start)!, port);
        while (!await program.IsReadyAsync())
        {
            if (program._process.HasExited) throw new InvalidOperationException($"{kind.Name} ended: {string.Join(' ', command)}");
            await Task.Delay(Look);
        }

        await program.QuietAsync();
        return program;
    }

    /// <summary>Waits until it does next to nothing.</summary>
    internal async Task<double> QuietAsync()
    {
        for (var (cpu, since) = (Cpu, Stopwatch.GetTimestamp()); ;)
        {
            await Task.Delay(Look);
            var used = Cpu;
            var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
            // A clock tick is 10 ms.
            if (used - cpu > (0.15 * seconds) + 0.011) (cpu, since) = (used, Stopwatch.GetTimestamp());
            else if (seconds > Calm.TotalSeconds) return used;
        }
    }

    internal Task<string> PageAsync() => _http.GetStringAsync("metrics");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await _http.GetAsync(Kind.ReadyPath);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
