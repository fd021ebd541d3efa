namespace Streams.Simulation;

/// <summary>What all parts of one simulated fleet share: its time, its random numbers, its ids and what it publishes.</summary>
internal sealed class FleetContext
{
    private ulong _nextId;

    internal FleetContext(FleetOptions options)
    {
        Options = options;
        Random = new Random(options.Seed);
        Outbox = new Outbox(EventQueue);
        RequestsLeft = options.Requests ?? long.MaxValue;

        // Leases of etcd look so: high bits that hardly change, above 2^53, and counted up for each process.
        _nextId = 0x694d_0000_0000_0000 | ((ulong)Random.NextInt64(1L << 47) << 1);
    }

    internal FleetOptions Options { get; }

    internal Random Random { get; }

    internal EventQueue EventQueue { get; } = new();

    internal Outbox Outbox { get; }

    internal long RequestsLeft { get; set; }

    /// <summary>The id of the next process.</summary>
    internal ulong NextId() => _nextId += 2;

    /// <summary>The id of a publisher in a process: the process's, or, in releases where publishers have their own, a random one.</summary>
    internal ulong PublisherId(WireRelease release, ulong process) =>
        release.PublishersHaveIds ? (ulong)Random.NextInt64(1L << 48, 1L << 53) : process;

    /// <summary>The id of a service instance: 22 letters and digits.</summary>
    internal string NextInstance() => Random.GetString("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 22);
}
