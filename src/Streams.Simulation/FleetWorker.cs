using Streams.Dynamo.Naming;

namespace Streams.Simulation;

/// <summary>One worker as its engine is, as it reports itself, and as its router sees it.</summary>
internal sealed class FleetWorker
{
    private readonly WireRelease _release;
    private readonly LoadReporter? _loads;
    private readonly PassReporter? _passes;
    private readonly StatsReply _stats;
    private readonly List<FleetChannel> _channels = [];

    internal FleetWorker(WireRelease release, FleetContext context, FleetSubjects subjects, string service)
    {
        _release = release;
        Id = context.NextId();
        Engine = new Engine(context.EventQueue);
        Instance = context.NextInstance();
        _stats = new StatsReply(release, service, Instance, Id, context.Options.Endpoint);
        if (release.HasLoadEvents || release.HasActiveLoads)
        {
            var publisher = new Publisher(release, context.Outbox, context.PublisherId(release, Id), DynamoSubjects.LoadTopic, subjects.Loads);
            _channels.Add(publisher.Channel);
            _loads = new LoadReporter(release, context.EventQueue, publisher, Id, Engine);
            Engine.Changed += _loads.OnChanged;
        }

        if (release.HasPasses)
        {
            var publisher = new Publisher(release, context.Outbox, context.PublisherId(release, Id), DynamoSubjects.ForwardPassTopic, subjects.Passes);
            _channels.Add(publisher.Channel);
            _passes = new PassReporter(context, publisher, Id, Engine);
        }
    }

    internal ulong Id { get; }

    /// <summary>Its publishers.</summary>
    internal IReadOnlyList<FleetChannel> Channels => _channels;

    internal Engine Engine { get; }

    internal PrefixCache Cache { get; } = new();

    /// <summary>The id of its service instance.</summary>
    internal string Instance { get; }

    /// <summary>Blocks that its router believes in use.</summary>
    internal long PredictedBlocks { get; set; }

    /// <summary>Prompt tokens that its router believes not computed yet.</summary>
    internal long PredictedPrefillTokens { get; set; }

    internal long Predictions { get; set; }

    internal long HitEvents { get; set; }

    internal long IslBlocks { get; set; }

    internal long OverlapBlocks { get; set; }

    /// <summary>Nothing runs, and everything that was to be said of it is said.</summary>
    internal bool IsSettled => Engine.IsIdle && _loads?.HasNews != true && _passes?.IsIdle != false;

    internal void Start() => _passes?.Start();

    /// <summary>Says now what a pending report would have said.</summary>
    internal void Finish() => _loads?.Flush();

    internal ReadOnlyMemory<byte> Answer(string started) => _stats.Write(started, Engine.Load, Engine.FinishedRequests, Engine.Busy);

    internal SimulatedWorker Snapshot() => new()
    {
        Release = _release.Name,
        Id = Id,
        Load = Engine.Load,
        Reported = _loads?.Reported,
        LoadReports = _loads?.Count ?? 0,
        HitEvents = HitEvents,
        IslBlocks = IslBlocks,
        OverlapBlocks = OverlapBlocks,
        Predictions = Predictions,
        Passes = _passes?.Count ?? 0,
        PassSlots = _passes?.Slots ?? 0,
        PassWaiting = _passes?.Waiting ?? 0,
        PrefillComputedTokens = _passes?.ComputedTokens ?? 0,
        PrefillReusedTokens = _passes?.ReusedTokens ?? 0,
    };
}
