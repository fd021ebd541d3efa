using System.Diagnostics;
using Streams.Testing.Support;

namespace Streams.EndToEnd.Tests.Support;

/// <summary>The real program as a process of its own; it and nothing else is ended by its id.</summary>
internal sealed class StreamsProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly List<string> _errors = [];
    private readonly TaskCompletionSource<string> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpClient _http = new();

    private StreamsProcess(string[] args, IReadOnlyDictionary<string, string>? environment, params string[] within)
    {
        string[] command = [.. within, "dotnet", Repository.Cli, .. args];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = Repository.Root };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.ErrorDataReceived += (_, e) => Hear(e.Data);
        _process.Exited += (_, _) => _address.TrySetException(new InvalidOperationException("the program ended: " + Errors));
    }

    internal string Errors
    {
        get
        {
            lock (_errors) return string.Join('\n', _errors);
        }
    }

    /// <summary>Starts a command that serves a page, and waits until it does.</summary>
    internal static Task<StreamsProcess> StartAsync(params string[] args) => StartAsync(new Dictionary<string, string>(), args);

    /// <summary>The same, with environment variables.</summary>
    internal static Task<StreamsProcess> StartAsync(IReadOnlyDictionary<string, string> environment, params string[] args) => StartWithinAsync([], environment, args);

    /// <summary>The same by a program that takes its place after it has prepared something.</summary>
    internal static async Task<StreamsProcess> StartWithinAsync(string[] within, IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        var program = new StreamsProcess([.. args, "--listen", "127.0.0.1:0"], environment, within);
        program._process.Start();
        program._process.BeginErrorReadLine();
        program._process.BeginOutputReadLine();
        await program._address.Task.WaitAsync(Patience.Limit);
        return program;
    }

    /// <summary>Runs a command to its end.</summary>
    internal static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] args)
    {
        await using var program = new StreamsProcess(args, null);
        program._process.Start();
        program._process.BeginErrorReadLine();
        var output = await program._process.StandardOutput.ReadToEndAsync().WaitAsync(Patience.Limit);
        await program._process.WaitForExitAsync().WaitAsync(Patience.Limit);
        return (program._process.ExitCode, output, program.Errors);
    }

    /// <summary>Starts a command that serves no page.</summary>
    internal static StreamsProcess StartSilently(params string[] args)
    {
        var program = new StreamsProcess(args, null);
        program._process.Start();
        program._process.BeginErrorReadLine();
        program._process.BeginOutputReadLine();
        return program;
    }

    /// <summary>Where its page is served.</summary>
    internal async Task<Uri> AddressAsync() => new(await _address.Task);

    internal async Task<Page> ReadAsync() => new(await GetAsync("metrics"));

    internal async Task<string> GetAsync(string path)
    {
        using var answer = await _http.GetAsync(await _address.Task + path);
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>One scrape: the instant that it shows, and its text.</summary>
    internal async Task<(string Clock, string Text)> ScrapeAsync(bool openMetrics)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, await _address.Task + "metrics");
        if (openMetrics) request.Headers.Add("Accept", "application/openmetrics-text; version=1.0.0");
        using var answer = await _http.SendAsync(request);
        return (answer.Headers.GetValues("Streams-Clock").Single(), await answer.Content.ReadAsStringAsync());
    }

    internal async Task<int> StatusAsync(string path)
    {
        using var answer = await _http.GetAsync(await _address.Task + path);
        return (int)answer.StatusCode;
    }

    /// <summary>Reads pages until one is as it should be; the last one, else, with what the program said.</summary>
    internal Task<Page> UntilAsync(Func<Page, bool> reached) => UntilAsync(ReadAsync, reached, page => page.Text);

    internal Task<int> UntilStatusAsync(string path, int status) => UntilAsync(() => StatusAsync(path), s => s == status, s => s.ToString());

    /// <summary>Waits until the program has said something on stderr.</summary>
    internal Task UntilSaidAsync(string text) => UntilAsync(() => Task.FromResult(Errors), said => said.Contains(text, StringComparison.Ordinal), said => said);

    /// <summary>Sends a signal: STOP, CONT, TERM.</summary>
    internal async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, _process.Id.ToString()]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Stops the process, as a suspended machine would, and lets it go on after so long.</summary>
    internal async Task StopForAsync(TimeSpan length)
    {
        await SignalAsync("STOP");
        using var over = new PeriodicTimer(length);
        await over.WaitForNextTickAsync();
        await SignalAsync("CONT");
    }

    /// <summary>Sends SIGTERM and waits for the end. The program itself tells by its exit code whether it had to leave anything undone.</summary>
    internal async Task<int> TerminateAsync()
    {
        await SignalAsync("TERM");
        await _process.WaitForExitAsync().WaitAsync(Patience.Limit);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private async Task<T> UntilAsync<T>(Func<Task<T>> look, Func<T, bool> reached, Func<T, string> text)
    {
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var began = Stopwatch.GetTimestamp();
        var seen = await look();
        while (!reached(seen))
        {
            if (Stopwatch.GetElapsedTime(began) > Patience.Limit) Assert.Fail($"not reached; the program said:\n{Errors}\nand showed:\n{text(seen)}");
            await looks.WaitForNextTickAsync();
            seen = await look();
        }

        return seen;
    }

    private void Hear(string? line)
    {
        if (line is null) return;
        lock (_errors) _errors.Add(line);
        var at = line.IndexOf(" on http://", StringComparison.Ordinal);
        if (at >= 0 && line.EndsWith("/metrics", StringComparison.Ordinal)) _address.TrySetResult(line[(at + 4)..^"metrics".Length]);
    }
}
