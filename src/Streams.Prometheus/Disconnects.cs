namespace Streams.Prometheus;

/// <summary>How many clients the endpoint cut off, by reason. Safe from any thread.</summary>
internal sealed class Disconnects
{
    private readonly long[] _counts = new long[Enum.GetValues<CutReason>().Length];

    internal long this[CutReason reason] => Interlocked.Read(ref _counts[(int)reason]);

    internal long Total => Enum.GetValues<CutReason>().Sum(reason => this[reason]);

    internal static string Label(CutReason reason) => reason switch
    {
        CutReason.MadeRoom => "made_room",
        CutReason.Stalled => "stalled",
        _ => "old_page",
    };

    internal void Add(CutReason reason) => Interlocked.Increment(ref _counts[(int)reason]);
}
