using System.Diagnostics;
using System.IO.Compression;
using System.Text.Json;
using Streams.EndToEnd.Tests.Support;
using Streams.Testing.Support;

namespace Streams.RealDynamo.Tests.Support;

/// <summary>A real Dynamo: mock engines, a router and a frontend, as their own programs.</summary>
internal sealed class RealFleet : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ReservedPort _port;

    private RealFleet(Process process, ReservedPort port, string folder) => (_process, _port, Folder) = (process, port, folder);

    internal string Folder { get; }

    /// <summary>The environment of one of its workers, as far as a reader needs it.</summary>
    internal Dictionary<string, string> Environment => new() { ["DYN_DISCOVERY_BACKEND"] = "file", ["DYN_FILE_KV"] = Path.Combine(Folder, "discovery") };

    /// <summary>Where the programs are: beside the repository, or where DYNAMO_FLEET says.</summary>
    internal static string Programs => System.Environment.GetEnvironmentVariable("DYNAMO_FLEET") ?? Path.Combine(Repository.Root, "..", "shared", "dynamo-1.6");

    /// <summary>Starts a fleet and waits until it serves.</summary>
    internal static async Task<RealFleet> StartAsync(IReadOnlyDictionary<string, string> environment, params string[] options)
    {
        var folder = Directory.CreateTempSubdirectory("streams-dynamo-").FullName;
        var port = ReservedPort.Take();
        var start = new ProcessStartInfo("python3", [Path.Combine(Programs, "fleet"), folder, "--http", $"{port.Number}", "--passes", "full", .. options])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        var fleet = new RealFleet(Process.Start(start)!, port, folder);
        await fleet.AnswerAsync();
        return fleet;
    }

    /// <summary>Says something to it: <c>term 0</c>, <c>kill 1</c>, <c>stop 0</c>, <c>cont 0</c>, <c>start</c>, <c>frontend</c>; ends when it is done.</summary>
    internal async Task SayAsync(string command)
    {
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
        await AnswerAsync();
    }

    /// <summary>Asks for completions; returns what was asked for and what came from caches, as the engines say.</summary>
    internal async Task<(long Prompt, long Cached)> AskAsync(int requests)
    {
        using var ask = Process.Start(new ProcessStartInfo("python3", [Path.Combine(Programs, "ask"), $"http://127.0.0.1:{_port.Number}", "--n", $"{requests}", "--gap", "0.05"])
        {
            RedirectStandardOutput = true,
        })!;
        using var answer = JsonDocument.Parse(await ask.StandardOutput.ReadToEndAsync().WaitAsync(Patience.Limit));
        return (answer.RootElement.GetProperty("prompt_tokens_asked").GetInt64(), answer.RootElement.GetProperty("cached_tokens").GetInt64());
    }

    /// <summary>Ends it, and reads from its own trace, by worker: the prompt tokens that its passes computed and reused, and how many passes there were.</summary>
    internal async Task<Dictionary<string, (long Computed, long Reused, int Passes)>> EndAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(Patience.Limit);
        var workers = new Dictionary<string, (long, long, int)>();
        foreach (var file in Directory.EnumerateFiles(Folder, "passes.*.jsonl.gz"))
        {
            using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
            while (await reader.ReadLineAsync() is { } line)
            {
                using var record = JsonDocument.Parse(line);
                var pass = record.RootElement.GetProperty("event").GetProperty("fpm");
                var scheduled = pass.GetProperty("scheduled_requests");
                var worker = pass.GetProperty("worker_id").ToString();
                var (computed, reused, passes) = workers.GetValueOrDefault(worker);
                workers[worker] = (computed + scheduled.GetProperty("sum_prefill_tokens").GetInt64(), reused + scheduled.GetProperty("sum_prefill_kv_tokens").GetInt64(), passes + 1);
            }
        }

        return workers;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync().WaitAsync(Patience.Limit);
        }

        _process.Dispose();
        _port.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task AnswerAsync()
    {
        var line = await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience.Limit);
        if (line is null) throw new InvalidOperationException($"the fleet ended; {Programs} and python3.11 are needed");
        if (line.Contains("\"error\"", StringComparison.Ordinal)) throw new InvalidOperationException(line);
    }
}
