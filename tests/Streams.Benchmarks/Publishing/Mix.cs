namespace Streams.Benchmarks.Publishing;

/// <summary>Which kinds of message a fleet sends, and in which order.</summary>
internal sealed record Mix(string Name, Func<long, ulong, MessageKind> KindOf)
{
    internal static Mix Hits { get; } = new("hits", (_, _) => MessageKind.Hit);

    internal static Mix TwoShapes { get; } = new("two shapes by turns", (i, _) => i % 2 == 0 ? MessageKind.Hit : MessageKind.Load);

    internal static Mix Passes { get; } = new("passes", (_, _) => MessageKind.Pass);

    /// <summary>Engines of 1.6: of nine messages eight are passes, spread over the stream.</summary>
    internal static Mix Today { get; } = new("today's fleet", (i, _) => i % 9 == 4 ? MessageKind.PackedLoad : MessageKind.Pass);

    internal static Mix ThreeKinds { get; } = new("three kinds in no order", (_, random) => (MessageKind)((random >> 24) % 3));

    /// <summary>By their names.</summary>
    internal static IReadOnlyDictionary<string, Mix> All { get; } =
        new Dictionary<string, Mix> { ["hits"] = Hits, ["two-shapes"] = TwoShapes, ["passes"] = Passes, ["today"] = Today, ["three-kinds"] = ThreeKinds };
}
