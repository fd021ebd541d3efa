using Streams.Dynamo.Naming;

namespace Streams.Simulation;

/// <summary>What one release of Dynamo puts on the wire, and how.</summary>
internal sealed class WireRelease(string name)
{
    private readonly Version _version = Version.Parse(name);

    internal string Name { get; } = name;

    /// <summary>Routers publish hit events.</summary>
    internal bool HasHits => Before(1, 0, 0);

    /// <summary>Hit events name the rank, behind the worker.</summary>
    internal bool HitsHaveRank => Since(0, 6, 1);

    /// <summary>Workers publish their load as a <c>LoadEvent</c>.</summary>
    internal bool HasLoadEvents => Since(0, 4, 1) && Before(0, 8, 0);

    /// <summary>Workers publish their load as an <c>ActiveLoad</c>.</summary>
    internal bool HasActiveLoads => Since(0, 8, 0);

    /// <summary>Engines report <c>kv_used_blocks</c> alone, and <c>active_decode_blocks</c> as null.</summary>
    internal bool HasUsedBlocks => Since(1, 1, 0);

    /// <summary>A first report of zero blocks is sent like any other.</summary>
    internal bool ReportsFirstZero => Before(0, 8, 0) || Since(1, 1, 0);

    /// <summary>Messages are MessagePack in an envelope.</summary>
    internal bool HasEnvelope => Since(0, 9, 0);

    /// <summary>Every publisher has an id of its own; before, those of a process share the process's.</summary>
    internal bool PublishersHaveIds => Since(1, 3, 0);

    /// <summary>Engines report every forward pass.</summary>
    internal bool HasPasses => Since(1, 1, 0);

    /// <summary>Routers publish their prediction of each worker's load.</summary>
    internal bool HasPredictions => Since(0, 8, 0) && Before(1, 5, 0);

    /// <summary>Processes register themselves and their publishers in records that are followed.</summary>
    internal bool IsRegistered => Since(1, 2, 0);

    /// <summary>A worker's card says what it does.</summary>
    internal bool CardsHaveRoles => Since(1, 3, 0);

    /// <summary>Subjects name component and endpoint, percent-encoded.</summary>
    internal bool HasEndpointSubjects => Since(1, 4, 0);

    /// <summary>Routers and frontends answer statistics requests too, without an endpoint.</summary>
    internal bool RoutersAnswer => Since(0, 8, 0);

    internal string ServiceVersion => Before(0, 6, 1) ? "0.0.1" : Name;

    /// <summary>What the field <c>data</c> of an endpoint's statistics holds.</summary>
    internal StatsData StatsData =>
        Before(0, 3, 0) ? StatsData.Flat
        : Before(0, 3, 2) ? StatsData.FlatWithRank
        : Before(0, 6, 1) ? StatsData.Nested
        : Before(0, 8, 0) ? StatsData.Null
        : StatsData.None;

    /// <summary>Keys of <c>data</c> are in alphabetical order, as the Python bindings sent them; the 0.3.0 seen on a bus were Rust.</summary>
    internal bool StatsAreSorted => Since(0, 1, 1) && Before(0, 5, 0) && Name != "0.3.0";

    /// <summary>The prompt's length in blocks as hit events of this release state it, quirks included.</summary>
    internal int IslBlocks(int tokens, int blockSize) =>
        Before(0, 1, 1) ? tokens / blockSize
        : Before(0, 3, 0) ? Math.Min(tokens / blockSize, 1) // Dynamo's own mistake in these releases: always 0 or 1.
        : Before(0, 3, 2) ? Math.Max(tokens / blockSize, 1)
        : (tokens + blockSize - 1) / blockSize;

    /// <summary>The name under which a component's workers answer <c>$SRV.STATS</c>.</summary>
    internal string ServiceName(string @namespace, string component) =>
        Before(0, 1, 1) ? ServiceNames.Of010(@namespace, component)
        : Before(0, 2, 1) ? ServiceNames.Of020(@namespace, component)
        : ServiceNames.Of021(@namespace, component);

    private bool Since(int major, int minor, int build) => _version >= new Version(major, minor, build);

    private bool Before(int major, int minor, int build) => !Since(major, minor, build);
}
