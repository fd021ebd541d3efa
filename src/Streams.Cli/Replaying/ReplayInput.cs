using Streams.Cli.CommandLine;
using Streams.Cli.Pipelines;
using Streams.Definition;
using Streams.Dynamo.Tracing;
using Streams.Recording;
using Streams.Replaying;

namespace Streams.Cli.Replaying;

/// <summary>Recordings and pipelines as the command line names them.</summary>
internal static class ReplayInput
{
    /// <summary>The recordings and the pipeline files among the arguments, told apart by their extension.</summary>
    internal static (IReadOnlyList<string> Recordings, IReadOnlyList<string> Pipelines) Split(IReadOnlyList<string> arguments)
    {
        var pipelines = arguments.Where(IsPipeline).ToArray();
        var recordings = arguments.Where(a => !IsPipeline(a)).ToArray();
        return recordings.Length > 0 ? (recordings, pipelines) : throw CommandException.Usage("a recording is needed, before the pipeline file; - reads stdin");
    }

    /// <summary>
    /// The pipelines of the files, or the built-in one, with the recording's parameters where the command line gives no others, and with the label that
    /// told the recorded run from others of <c>--each</c>.
    /// </summary>
    internal static IReadOnlyList<PipelineDefinition> Pipelines(RecordingHeader header, IReadOnlyList<string> files,
        IReadOnlyDictionary<string, string> parameters)
    {
        if (files.Count > 0) return [.. files.Select(file => Pipeline(header, [file], parameters)).Select(AsRecorded)];
        var builtIn = Pipeline(header, [], parameters);
        // A pipeline of --each has the value behind its name.
        return header.PipelineName.Split('/')[0] == builtIn.Name || header.PipelineName.Length == 0
            ? [AsRecorded(builtIn)]
            : throw CommandException.Usage($"the recording is of the pipeline {header.PipelineName}; name its file, or another that is to be run on it");

        PipelineDefinition AsRecorded(PipelineDefinition pipeline) =>
            header.PipelineName.StartsWith(pipeline.Name + "/", StringComparison.Ordinal) ? ParameterSweep.AsRecorded(pipeline, header.Parameters) : pipeline;
    }

    /// <summary>Opens the recordings of a question, or the lines from elsewhere that it speaks of.</summary>
    internal static RecordingSource Open(ReplayQuestion question) => question.Import is { } format
        ? RecordingSource.Open(question.Recordings, format)
        : Open(question.Recordings, question.Start);

    /// <summary>Opens recordings, or the folders and files of a fleet's traces, which are merged by time.</summary>
    /// <param name="paths">What the user names.</param>
    /// <param name="start">When recorders that hold no time were started.</param>
    internal static RecordingSource Open(IReadOnlyList<string> paths, DateTimeOffset? start) => AreTraces(paths)
        ? Traces.Open(paths, start, Console.Error.WriteLine)
        : RecordingSource.Open(paths, Console.Error.WriteLine);

    /// <summary>Whether these are a fleet's traces rather than recordings of this program.</summary>
    internal static bool AreTraces(IReadOnlyList<string> paths) => paths.Any(path => Directory.Exists(path) || (File.Exists(path) && TraceFiles.IsTrace(path)));

    /// <summary>The messages of a recording, all at once.</summary>
    internal static IReadOnlyList<RecordedMessage> Messages(ReplayQuestion question, string recorded)
    {
        // What is wrong with it has been told.
        using var recording = AreTraces([recorded]) ? Traces.Open([recorded], question.Start, _ => { }) : RecordingSource.Open([recorded], _ => { });
        return RecordedMessages.Read(recording, recorded).Messages;
    }

    /// <summary>The pairs of --source OLD=NEW.</summary>
    internal static IReadOnlyDictionary<string, string> Renames(IEnumerable<string> pairs)
    {
        var renames = new Dictionary<string, string>();
        foreach (var pair in pairs)
        {
            var equals = pair.IndexOf('=');
            if (equals <= 0) throw CommandException.Usage($"--source {pair}: OLD=NEW is needed, or OLD= to skip it");
            renames[pair[..equals]] = pair[(equals + 1)..];
        }

        return renames;
    }

    private static PipelineDefinition Pipeline(RecordingHeader header, string[] file, IReadOnlyDictionary<string, string> parameters)
    {
        var pipeline = PipelineFiles.Read(file, parameters).Single();
        var recorded = header.Parameters.Where(p => pipeline.Parameters.ContainsKey(p.Key) && !parameters.ContainsKey(p.Key)).ToArray();
        return recorded.Length == 0 ? pipeline : PipelineFiles.Read(file, parameters.Concat(recorded).ToDictionary()).Single();
    }

    internal static bool IsPipeline(string path) =>
        path.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);
}
