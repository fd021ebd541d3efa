using Streams.Cli.CommandLine;
using Streams.Dynamo.Tracing;
using Streams.Replaying;

namespace Streams.Cli.Replaying;

/// <summary>What a fleet of Dynamo wrote of itself, as a recording.</summary>
internal static class Traces
{
    /// <summary>Opens the traces in folders and files, merged by time.</summary>
    /// <param name="paths">Folders, with all that is below them, and files.</param>
    /// <param name="start">When recorders that hold no time were started.</param>
    /// <param name="warn">Called with each warning, one line.</param>
    internal static RecordingSource Open(IReadOnlyList<string> paths, DateTimeOffset? start, Action<string> warn)
    {
        string[] files = [.. paths.SelectMany(path => Directory.Exists(path) ? TraceFiles.In(path) : [path])];
        if (Array.Find(files, file => !TraceFiles.IsNamedSo(file)) is { } other)
        {
            throw CommandException.Usage($"{other} is no trace of Dynamo's; replay recordings and traces apart");
        }
        return files.Length > 0
            ? RecordingSource.Open(TraceFiles.ByWriter(files), new TraceLines(start, warn), warn)
            : throw CommandException.Usage($"there is no trace in {string.Join(", ", paths)}: no .jsonl and no .jsonl.gz");
    }
}
