using System.Diagnostics;

namespace Streams.EndToEnd.Tests.Support;

/// <summary>Prometheus' own judgement of a page.</summary>
internal static class Promtool
{
    /// <summary>What <c>promtool check metrics</c> finds; empty where it finds nothing.</summary>
    internal static async Task<string> CheckAsync(string page)
    {
        using var promtool = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;
        await promtool.StandardInput.WriteAsync(page);
        promtool.StandardInput.Close();
        var said = await promtool.StandardError.ReadToEndAsync();
        await promtool.WaitForExitAsync();
        return said.Trim();
    }
}
