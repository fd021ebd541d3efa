using Microsoft.Extensions.Logging;
using Streams.Definition;
using Streams.Dynamo.Naming;
using Streams.Lane;
using Streams.Nats;

namespace Streams.Cli.Hosting;

/// <summary>Tells the log what nobody else sees: that nothing comes, or that one source speaks where another should.</summary>
internal sealed partial class SourceWatch : IDisposable
{
    /// <summary>How long it must be silent.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>A source that speaks now and then does not fill the log.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
    private const int MostNamed = 5;

    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly Watched[] _watched;
    private readonly ITimer _timer;

    internal SourceWatch(IReadOnlyList<PipelineDefinition> pipelines, IReadOnlyList<IReadOnlyList<SourceInput>> inputs, ILogger log, TimeProvider time)
    {
        (_log, _time) = (log, time);
        _watched = [.. pipelines.Select((pipeline, i) => new Watched(pipeline, inputs[i], time.GetTimestamp()))];
        _timer = time.CreateTimer(static watch => ((SourceWatch)watch!).Look(), this, Every, Every);
    }

    public void Dispose() => _timer.Dispose();

    /// <summary>Looks at what has come since it looked last.</summary>
    private void Look()
    {
        foreach (var pipeline in _watched)
        {
            LookForSilence(pipeline);
            LookForUnasked(pipeline);
        }
    }

    private void LookForSilence(Watched pipeline)
    {
        var messages = pipeline.Inputs.Sum(input => input.Arrived);
        if (messages != pipeline.Messages)
        {
            if (pipeline.IsSilent) LogLoud(pipeline.Definition.Name);
            (pipeline.Messages, pipeline.Since, pipeline.IsSilent) = (messages, _time.GetTimestamp(), false);
            return;
        }

        // A server that is away is told by its connection.
        if (pipeline.IsSilent || !pipeline.Inputs.Any(input => input.IsUp) || _time.GetElapsedTime(pipeline.Since) < Silence) return;
        if (pipeline.Told is { } told && _time.GetElapsedTime(told) < Again) return;
        (pipeline.IsSilent, pipeline.Told) = (true, _time.GetTimestamp());
        LogSilent(pipeline.Definition.Name, Silence.TotalSeconds, Heard(pipeline.Definition));
    }

    /// <summary>Hits are heard of workers that are asked under another name than theirs.</summary>
    private void LookForUnasked(Watched pipeline)
    {
        if (pipeline.HitsTold || pipeline.Asked.Count == 0 || pipeline.Count(DynamoSubjects.HitRateTopic) == 0) return;
        pipeline.HitsSince ??= _time.GetTimestamp();
        if (_time.GetElapsedTime(pipeline.HitsSince.Value) < Silence) return;
        pipeline.HitsTold = true;
        if (pipeline.Answers == 0 && pipeline.Count(DynamoSubjects.LoadTopic) == 0) LogUnasked(pipeline.Definition.Name, string.Join(", ", pipeline.Asked));
    }

    private static string Heard(PipelineDefinition pipeline)
    {
        string[] subjects =
        [
            .. pipeline.Sources.OfType<SubjectSourceDefinition>().SelectMany(s => s.Subjects),
            .. pipeline.Sources.OfType<ServiceStatsSourceDefinition>().SelectMany(s => s.Services).Select(s => "$SRV.STATS." + s),
        ];
        return string.Join(", ", subjects.Take(MostNamed)) + (subjects.Length > MostNamed ? $" and {subjects.Length - MostNamed} more" : "");
    }

    [LoggerMessage(EventId = 20, Level = LogLevel.Warning, Message =
        "{Pipeline}: no message on any source for {Seconds} s; it listens to {Subjects}: is something at work there, and named so? "
        + "streams discover lists what can be heard")]
    private partial void LogSilent(string pipeline, double seconds, string subjects);

    [LoggerMessage(EventId = 21, Level = LogLevel.Information, Message = "{Pipeline}: messages come again")]
    private partial void LogLoud(string pipeline);

    [LoggerMessage(EventId = 22, Level = LogLevel.Warning, Message =
        "{Pipeline}: hits are heard, but nobody answers to {Services}, and no load is reported: workers to 0.6.0 are asked by their component's name; "
        + "give it by --set component=NAME, such as VllmWorker (streams discover lists it)")]
    private partial void LogUnasked(string pipeline, string services);

    private sealed class Watched(PipelineDefinition definition, IReadOnlyList<SourceInput> inputs, long since)
    {
        internal PipelineDefinition Definition { get; } = definition;

        internal IReadOnlyList<SourceInput> Inputs { get; } = inputs;

        internal IReadOnlyList<string> Asked { get; } = [.. definition.Sources.OfType<ServiceStatsSourceDefinition>().SelectMany(s => s.Services)];

        internal long Messages { get; set; }

        internal long Since { get; set; } = since;

        internal bool IsSilent { get; set; }

        internal long? Told { get; set; }

        internal long? HitsSince { get; set; }

        internal bool HitsTold { get; set; }

        internal long Answers => Sum(source => source is ServiceStatsSourceDefinition);

        internal long Count(string topic) =>
            Sum(source => source is SubjectSourceDefinition heard && heard.Subjects.Any(s => s.EndsWith("." + topic, StringComparison.Ordinal)));

        private long Sum(Func<SourceDefinition, bool> of) => Definition.Sources.Select((source, i) => of(source) ? Inputs[i].Arrived : 0).Sum();
    }
}
