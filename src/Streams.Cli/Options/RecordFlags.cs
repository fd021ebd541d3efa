using System.CommandLine;
using Microsoft.Extensions.Logging;
using Streams.Cli.CommandLine;
using Streams.Definition;
using Streams.Definitions.Syntax;
using Streams.Recording;

namespace Streams.Cli.Options;

/// <summary>How a recording is cut into files, and whether it may overwrite some.</summary>
internal sealed class RecordFlags
{
    private readonly Option<string?> _size = new("--rotate-size")
    {
        Description = "Begins another file of the recording at this size before compression, in bytes or with K, M or G: 512M",
        HelpName = "SIZE"
    };
    private readonly Option<string?> _every = new("--rotate-every")
    {
        Description = "Begins another file of the recording after this time: 1h, 1d",
        HelpName = "TIME"
    };
    private readonly Option<string?> _flush = new("--fsync")
    {
        Description = "How often the recording is brought onto the disk itself, beside every rotation and the end. Default: 1m",
        HelpName = "TIME"
    };
    private readonly Option<bool> _force = new("--force") { Description = "Overwrites an existing recording" };

    internal void AddTo(Command command)
    {
        foreach (var option in (Option[])[_size, _every, _flush, _force]) command.Options.Add(option);
    }

    /// <summary>A recorder for each pipeline, in their order; more than one have something of the pipeline's name in theirs.</summary>
    internal IReadOnlyList<Recorder> Open(ParseResult parsed, string path, IReadOnlyList<PipelineDefinition> pipelines, ILogger log)
    {
        var recorders = new List<Recorder>();
        try
        {
            foreach (var pipeline in pipelines)
            {
                var options = new RecordingOptions(pipelines.Count == 1 ? path : RecordingOptions.Insert(path, Distinction(pipeline.Name, pipelines)))
                {
                    RotateBytes = Size(parsed.GetValue(_size)),
                    RotateEvery = Time("--rotate-every", parsed.GetValue(_every)),
                    FlushToDiskEvery = Time("--fsync", parsed.GetValue(_flush)) ?? TimeSpan.FromMinutes(1),
                    Force = parsed.GetValue(_force),
                };
                recorders.Add(new Recorder(options, pipeline.Name, pipeline.Parameters)
                {
                    Failed = why => log.LogError("{Pipeline}: the recording {Path} has ended: {Why}; what is not recorded is counted, and the metrics go on",
                        pipeline.Name, options.Path, why.Message),
                });
            }

            return recorders;
        }
        catch (RecordingException refused)
        {
            foreach (var recorder in recorders) recorder.Dispose();
            throw CommandException.Usage(refused.Message);
        }
    }

    /// <summary>What tells the pipelines apart: of <c>dynamo/prefill</c> the value, where that is enough.</summary>
    private static string Distinction(string name, IReadOnlyList<PipelineDefinition> pipelines)
    {
        var value = Value(name);
        return pipelines.Count(p => Value(p.Name) == value) == 1 ? value : name.Replace('/', '-');

        static string Value(string name) => name[(name.LastIndexOf('/') + 1)..];
    }

    private static TimeSpan? Time(string option, string? text)
    {
        if (text is null) return null;
        return DurationParser.Parse(text) is { } time && time > TimeSpan.Zero ? time
            : throw CommandException.Usage($"{option}: {text} is no time; {DurationParser.Form}");
    }

    private static long? Size(string? text)
    {
        if (text is null) return null;
        var shift = char.ToUpperInvariant(text.Length > 0 ? text[^1] : ' ') switch { 'K' => 10, 'M' => 20, 'G' => 30, _ => 0 };
        return long.TryParse(shift == 0 ? text : text[..^1], out var number) && number > 0 && number <= long.MaxValue >> shift
            ? number << shift
            : throw CommandException.Usage($"--rotate-size: {text} is no size in bytes; 512M would be one");
    }
}
