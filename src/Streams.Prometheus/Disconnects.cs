namespace Streams.Prometheus;

/// <summary>How many clients the endpoint cut off, by reason. Safe from any thread.</summary>
internal sealed class Disconnects
{
    private readonly long[] _counts = new long[Enum.GetValues<DisconnectReason>().Length];

    internal long this[DisconnectReason reason] => Interlocked.Read(ref _counts[(int)reason]);

    internal long Total => Enum.GetValues<DisconnectReason>().Sum(reason => this[reason]);

    internal static string Label(DisconnectReason reason) => reason switch
    {
        DisconnectReason.MadeRoom => "made_room",
        DisconnectReason.Stalled => "stalled",
        _ => "old_page",
    };

    internal void Add(DisconnectReason reason) => Interlocked.Increment(ref _counts[(int)reason]);
}
