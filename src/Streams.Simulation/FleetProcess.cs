namespace Streams.Simulation;

/// <summary>A process of a simulated fleet, as a fleet registers it (1.2 and later).</summary>
public sealed record FleetProcess
{
    /// <summary>The release that it speaks like.</summary>
    public required string Release { get; init; }

    /// <summary>Its id: of a worker, that of its messages.</summary>
    public required ulong Id { get; init; }

    /// <summary>Dynamo's namespace.</summary>
    public required string Namespace { get; init; }

    /// <summary>Dynamo's component.</summary>
    public required string Component { get; init; }

    /// <summary>What a worker can take, which its card says; null for a router, which has no card.</summary>
    public WorkerLoad? Capacity { get; init; }

    /// <summary>Its publishers.</summary>
    public required IReadOnlyList<FleetChannel> Channels { get; init; }
}
