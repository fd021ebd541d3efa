using Streams.Decoding;
using Streams.Dynamo.Decoding;
using Streams.Dynamo.Naming;
using Streams.Events;

namespace Streams.Dynamo;

/// <summary>One feed of a fleet, as a row of <see cref="All"/>: what the source kind, the tests of real messages and those of the docs read.</summary>
/// <param name="Name">What stands behind <c>feed:</c>, and beside the events of the kept messages.</param>
/// <param name="Keys">The settings that name what is heard, in the order in which the functions below take their values.</param>
/// <param name="Schema">What its events have.</param>
/// <param name="Decoder">A new decoder.</param>
/// <param name="Heard">The subjects that it arrives on, or, where it <paramref name="IsAsked"/>, the names of the services that answer.</param>
/// <param name="IsAsked">Whether workers are asked for it rather than send it by themselves.</param>
internal sealed record DynamoFeed(
    string Name, string[] Keys, EventSchema Schema, Func<string[], IDecoder> Decoder, Func<string[], IReadOnlyList<string>> Heard, bool IsAsked = false)
{
    /// <summary>The feeds, in the order in which messages and docs list them.</summary>
    internal static IReadOnlyList<DynamoFeed> All { get; } =
    [
        new("stats", ["namespace", "component", "endpoint"], StatsDecoder.EventSchema, n => new StatsDecoder(ServiceNames.All(n[0], n[1]), n[2]),
            n => ServiceNames.All(n[0], n[1]), IsAsked: true),
        new("load", ["namespace", "component"], LoadDecoder.EventSchema, _ => new LoadDecoder(), n => DynamoSubjects.Load(n[0], n[1])),
        new("hit-rate", ["namespace"], HitRateDecoder.EventSchema, _ => new HitRateDecoder(), n => DynamoSubjects.HitRate(n[0])),
        new("forward-pass", ["namespace", "component"], ForwardPassDecoder.EventSchema, _ => new ForwardPassDecoder(),
            n => DynamoSubjects.ForwardPass(n[0], n[1])),
    ];
}
