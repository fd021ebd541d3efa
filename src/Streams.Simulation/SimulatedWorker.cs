namespace Streams.Simulation;

/// <summary>The truth about one simulated worker at one instant, and what it and its router have published so far.</summary>
public sealed record SimulatedWorker
{
    /// <summary>The release of Dynamo that it speaks like.</summary>
    public required string Release { get; init; }

    /// <summary>Its id, above 2^53; pages show it in decimal.</summary>
    public required ulong Id { get; init; }

    /// <summary>Its load now: what an answer to a statistics request states, where its release states it there.</summary>
    public required WorkerLoad Load { get; init; }

    /// <summary>Its load as its last load report stated it; null before the first one, and in releases without reports.</summary>
    public required WorkerLoad? Reported { get; init; }

    /// <summary>Load reports published.</summary>
    public required long LoadReports { get; init; }

    /// <summary>Hit events that name it.</summary>
    public required long HitEvents { get; init; }

    /// <summary>The sum of <c>isl_blocks</c> in them, as its release counts blocks.</summary>
    public required long IslBlocks { get; init; }

    /// <summary>The sum of <c>overlap_blocks</c> in them.</summary>
    public required long OverlapBlocks { get; init; }

    /// <summary>Predictions that its router published of it.</summary>
    public required long Predictions { get; init; }

    /// <summary>Forward passes published, heartbeats included.</summary>
    public required long Passes { get; init; }

    /// <summary>Requests in the last one, in prefill or decode.</summary>
    public required int PassSlots { get; init; }

    /// <summary>Requests that waited at the last one.</summary>
    public required int PassWaiting { get; init; }

    /// <summary>Prompt tokens computed in all published passes.</summary>
    public required long PrefillComputedTokens { get; init; }

    /// <summary>Prompt tokens reused from the cache in all published passes.</summary>
    public required long PrefillReusedTokens { get; init; }
}
