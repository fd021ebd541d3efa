using System.Diagnostics;

namespace Streams.Prometheus.Tests.Support;

/// <summary>Prometheus' own judge of a page. Without it the test fails.</summary>
internal static class Promtool
{
    /// <summary>What <c>promtool check metrics</c> finds; nothing if it is content.</summary>
    internal static async Task<(int ExitCode, string Findings)> CheckMetricsAsync(string page)
    {
        using var promtool = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = promtool.StandardOutput.ReadToEndAsync();
        var errors = promtool.StandardError.ReadToEndAsync();
        await promtool.StandardInput.WriteAsync(page);
        promtool.StandardInput.Close();
        await promtool.WaitForExitAsync();
        return (promtool.ExitCode, await output + await errors);
    }
}
