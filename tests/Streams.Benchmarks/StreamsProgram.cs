namespace Streams.Benchmarks;

/// <summary>The program as its build left it, ahead-of-time code included.</summary>
internal static class StreamsProgram
{
    internal static string File { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../Streams.Cli/release/streams.dll"));
}
