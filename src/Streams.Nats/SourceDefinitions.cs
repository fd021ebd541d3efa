using Streams.Decoding;
using Streams.Definition;
using Streams.Lane;

namespace Streams.Nats;

/// <summary>A source that listens to subjects.</summary>
public sealed record SubjectSourceDefinition : SourceDefinition, ILiveSource
{
    /// <summary>
    /// The subjects, wildcards included; a <c>*</c> may also be a part of a token, <c>namespace.prod-*.kv_metrics</c>: then what it leaves out is dropped
    /// before it is received. A source without any hears no server, only what else there is.
    /// </summary>
    public required IReadOnlyList<string> Subjects { get; init; }

    /// <summary>The queue group that it joins. Default none: it receives every message.</summary>
    public string? QueueGroup { get; init; }

    /// <summary>
    /// Whether its publishers wait until each message is stored, as JetStream's do: where no stream takes a message they are answered, so that a listener
    /// stalls nobody; and where that is not permitted, the subject is not listened to. Default false.
    /// </summary>
    internal bool AwaitsAnswers { get; init; }

    /// <summary>Whether its messages also come as lines of files that grow. Default false.</summary>
    internal bool IsInFiles { get; init; }

    /// <inheritdoc/>
    public override string Hears => string.Join(", ", Subjects) + (QueueGroup is null ? "" : $" in the queue group {QueueGroup}");

    /// <inheritdoc/>
    public override bool IsShared => QueueGroup is not null;

    /// <summary>A source of JSON messages.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="subject">The subject, wildcards included.</param>
    /// <param name="mapping">Where keys and fields are in a message.</param>
    public static SubjectSourceDefinition Json(string name, string subject, JsonMapping mapping)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        var schema = mapping.CreateSchema();
        return new SubjectSourceDefinition
        {
            Name = name,
            Schema = schema,
            CreateDecoder = () => new JsonDecoder(mapping, schema),
            Subjects = [subject],
            HasEventTime = mapping.Time is not null,
            RejectsEventsWithoutFields = true,
        };
    }

    /// <inheritdoc/>
    public IEventSource Connect(IServiceProvider services) =>
        services.Planes().Where(plane => Subjects.Count > 0 || plane is not NatsLink).ToArray() is { Length: > 0 } planes
            ? new SubjectSource(this, planes, services.Reading(), services.Logger())
            : new IdleSource();
}

/// <summary>A source that asks NATS services for their statistics and listens to the answers (ADR-32 of NATS).</summary>
public sealed record ServiceStatsSourceDefinition : SourceDefinition, ILiveSource
{
    /// <summary>The names of the services to ask, each by <c>$SRV.STATS.{name}</c>; an empty name is all of them, <c>$SRV.STATS</c>.</summary>
    public required IReadOnlyList<string> Services { get; init; }

    /// <summary>How often it asks. Default 1 s.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an answer may take; later ones are dropped <c>late_reply</c>. Default 1 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override string Hears => string.Join(", ", Services.Select(service => $"$SRV.STATS.{service}"));

    /// <inheritdoc/>
    public IEventSource Connect(IServiceProvider services) =>
        services.Planes().OfType<NatsLink>().FirstOrDefault() is { } link
            ? new ServiceStatsSource(this, link, services.Shared<TimeProvider>(), services.Logger())
            : new IdleSource();
}
