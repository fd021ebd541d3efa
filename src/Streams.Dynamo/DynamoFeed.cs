using Streams.Decoding;
using Streams.Dynamo.Decoding;
using Streams.Dynamo.Naming;
using Streams.Dynamo.Registry;
using Streams.Events;

namespace Streams.Dynamo;

/// <summary>One feed of a fleet, as a row of <see cref="All"/>: what the source kind, the tests of real messages and those of the docs read.</summary>
/// <param name="Name">What stands behind <c>feed:</c>, and beside the events of the kept messages.</param>
/// <param name="Keys">The settings that name what is heard, in the order in which the functions below take their values.</param>
/// <param name="Schema">What its events have.</param>
/// <param name="Decoder">A new decoder.</param>
/// <param name="Heard">The subjects that it arrives on, or, where it <see cref="IsAsked"/>, the names of the services that answer.</param>
internal sealed record DynamoFeed(
    string Name, string[] Keys, EventSchema Schema, Func<string[], IDecoder> Decoder, Func<string[], IReadOnlyList<string>> Heard)
{
    /// <summary>Whether workers are asked for it rather than send it by themselves.</summary>
    internal bool IsAsked { get; init; }

    /// <summary>Whether it says which workers there are.</summary>
    internal bool IsRegistry { get; init; }

    /// <summary>Whether it tells of requests: who publishes waits for answers, files have its rows, too, and some of these may hold prompts.</summary>
    internal bool IsOfRequests { get; init; }

    /// <summary>Settings that may be left out, behind <see cref="Keys"/>; the functions then take an empty text.</summary>
    internal string[] Optional { get; init; } = [];

    /// <summary>The feeds, in the order in which messages and docs list them.</summary>
    internal static IReadOnlyList<DynamoFeed> All { get; } =
    [
        new("stats", ["namespace", "component", "endpoint"], StatsDecoder.EventSchema,
            n => new StatsDecoder(Services(n), n[2]) { Component = ComponentNames.Otherwise(n[1]) }, Services)
        {
            IsAsked = true,
        },
        new("load", ["namespace", "component"], LoadDecoder.EventSchema, n => new LoadDecoder { Component = ComponentNames.Otherwise(n[1]) },
            n => DynamoSubjects.Load(n[0], n[1])),
        new("hit-rate", ["namespace"], HitRateDecoder.EventSchema, n => new HitRateDecoder { Component = ComponentNames.Otherwise(n[1]) },
            n => DynamoSubjects.HitRate(n[0]))
        {
            Optional = ["component"],
        },
        new("forward-pass", ["namespace", "component"], ForwardPassDecoder.EventSchema,
            n => new ForwardPassDecoder { Component = ComponentNames.Otherwise(n[1]) }, n => DynamoSubjects.ForwardPass(n[0], n[1])),
        new("requests", [], RequestDecoder.EventSchema, n => new RequestDecoder { Component = ComponentNames.Otherwise(n[0]) },
            n => [n[1].Length > 0 ? n[1] : DynamoSubjects.Requests])
        {
            IsOfRequests = true,
            Optional = ["component", "subject"],
        },
        new("discovery", ["namespace"], DiscoveryDecoder.EventSchema, n => new DiscoveryDecoder(new NamespacePattern(n[0]), n[1]), _ => [])
        {
            IsRegistry = true,
            Optional = ["component"],
        },
    ];

    // A service is asked by its name: where a setting means many, the most usual is asked.
    private static IReadOnlyList<string> Services(string[] n) => ServiceNames.All(new NamespacePattern(n[0]).Name, ComponentNames.Otherwise(n[1]));
}
