namespace Streams.Reducing;

/// <summary>What happened to the sketches behind <c>quantile</c>, in the whole process.</summary>
public static class QuantileSketches
{
    private static long _collapses;

    /// <summary>How often a sketch had all the buckets that it may have and put its lowest ones together. Safe from any thread.</summary>
    public static long Collapses => Interlocked.Read(ref _collapses);

    internal static void OnCollapse() => Interlocked.Increment(ref _collapses);
}
