namespace Streams.Simulation;

/// <summary>What the field <c>data</c> of an endpoint's statistics holds.</summary>
internal enum StatsData
{
    /// <summary>Seven numbers.</summary>
    Flat,

    /// <summary>The rank, then the seven.</summary>
    FlatWithRank,

    /// <summary>The numbers in two objects, and what speculative decoding did.</summary>
    Nested,

    /// <summary>Null.</summary>
    Null,

    /// <summary>There is no such field.</summary>
    None,
}
