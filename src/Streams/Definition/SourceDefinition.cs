using Streams.Decoding;
using Streams.Events;

namespace Streams.Definition;

/// <summary>One source of a pipeline: what its events look like, how long its workers' leases are, and who vouches for them.</summary>
public record SourceDefinition
{
    /// <summary>Its name in the pipeline, unique there.</summary>
    public required string Name { get; init; }

    /// <summary>Creates the decoder of its messages; each call gives a new one.</summary>
    public required Func<IDecoder> CreateDecoder { get; init; }

    /// <summary>What its events look like.</summary>
    public required EventSchema Schema { get; init; }

    /// <summary>How long a worker stays without an event (N3). Default 10 minutes.</summary>
    public TimeSpan Expire { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a sign of life holds (N12). Default null: as long as an event does. Events of a registry are none.</summary>
    public TimeSpan? BeatsFor { get; init; }

    /// <summary>Names of the sources whose beats keep this source's silent groups (N12). Default none.</summary>
    public IReadOnlyList<string> Alive { get; init; } = [];

    /// <summary>
    /// Names of the sources that vouch for this one's workers (N4): those that none of them names are strangers, which take a quarter of the cap at most
    /// and make room first. Default none: each may begin groups.
    /// </summary>
    public IReadOnlyList<string> VouchedBy { get; init; } = [];

    /// <summary>Whether the payload states the event's time (N6). Default false: the arrival counts.</summary>
    public bool HasEventTime { get; init; }

    /// <summary>How long after a window's end its events may still come (N6). Default 0 s.</summary>
    public TimeSpan Lateness { get; init; }

    /// <summary>The longest message that is decoded, in bytes; longer ones are rejected <c>too_large</c>. Default 1 MiB.</summary>
    public int MaxMessageBytes { get; init; } = 1 << 20;

    /// <summary>
    /// Whether a message that its decoder rejects may hold what nobody may keep, such as a prompt: then it is counted under the decoder's reason and
    /// dropped before it is recorded, shown or logged. Default false.
    /// </summary>
    public bool WithholdsRejected { get; init; }

    /// <summary>
    /// Whether an event that has the fields of none of the metrics that listen to the source is rejected <c>missing_field</c> (N7). Default
    /// false.
    /// </summary>
    public bool RejectsEventsWithoutFields { get; init; }

    /// <summary>
    /// Whether it lists workers (N12): then a message without a payload says that an entry has gone, and the workers that it names are counted. Default
    /// false.
    /// </summary>
    public bool IsRegistry { get; init; }

    /// <summary>What it listens to, as a person reads it: subjects, names of services. Default empty: nobody knows.</summary>
    public virtual string Hears => "";

    /// <summary>Whether others take some of its messages, so that counters alone say something: true in a queue group.</summary>
    public virtual bool IsShared => false;
}
