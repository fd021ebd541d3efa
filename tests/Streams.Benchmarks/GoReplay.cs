using System.Diagnostics;

namespace Streams.Benchmarks;

/// <summary>The Go program that does the work of a replay with Go's <c>encoding/json</c>.</summary>
internal static class GoReplay
{
    internal const string Package = "golang-go";

    private const string Source = "tests/Streams.Benchmarks/Go";

    /// <summary>Whether there is a Go compiler.</summary>
    internal static bool CanBuild { get; } = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "go")));

    /// <summary>Builds it in a folder; its file.</summary>
    internal static async Task<string> BuildAsync(string folder)
    {
        foreach (var file in Directory.GetFiles(Source)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        using var build = Process.Start(new ProcessStartInfo("go", ["build", "-o", "go-replay", "."]) { WorkingDirectory = folder })!;
        await build.WaitForExitAsync();
        if (build.ExitCode != 0) throw new InvalidOperationException("the Go program could not be built");
        return Path.Combine(folder, "go-replay");
    }

    /// <summary>The series of hits on a page, which both programs give; in an order of their own.</summary>
    internal static string[] Hits(string page)
    {
        string[] lines = [.. page.Split('\n').Where(line => line.StartsWith("llm_kv_hit_rate_", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        return lines.Length > 0 ? lines : throw new InvalidOperationException("the page has no series of hits");
    }
}
