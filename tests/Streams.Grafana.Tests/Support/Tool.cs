using System.Diagnostics;
using Streams.EndToEnd.Tests.Support;

namespace Streams.Grafana.Tests.Support;

/// <summary>Programs that know what is right: promtool, docker-compose, systemd-analyze.</summary>
internal static class Tool
{
    /// <summary>Debian's promtool, or the one that is named.</summary>
    internal static readonly string Promtool = Environment.GetEnvironmentVariable("STREAMS_TEST_PROMTOOL") ?? "promtool";

    /// <summary>Runs one at the top of the checkout; what it says, on both streams.</summary>
    internal static async Task<(int ExitCode, string Said)> RunAsync(string program, params IEnumerable<string> args) => await RunAsync(program, new Dictionary<string, string>(), args);

    /// <summary>The same, with environment variables.</summary>
    internal static async Task<(int ExitCode, string Said)> RunAsync(string program, IReadOnlyDictionary<string, string> environment, IEnumerable<string> args)
    {
        var start = new ProcessStartInfo(program, args) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await errors);
    }

    /// <summary>Runs one that must find nothing wrong.</summary>
    internal static async Task<string> SucceedAsync(string program, params IEnumerable<string> args)
    {
        var (exitCode, said) = await RunAsync(program, args);
        Assert.True(exitCode == 0, said);
        return said;
    }
}
