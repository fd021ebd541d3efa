namespace Streams.Simulation;

/// <summary>How many requests of which size a pass ran, or left in the queue.</summary>
internal readonly record struct PassCounts(
    int PrefillRequests,
    long PrefillTokens,
    double PrefillVariance,
    long PrefillKvTokens,
    int DecodeRequests,
    long DecodeKvTokens,
    double DecodeVariance)
{
    internal static PassCounts Of(IReadOnlyCollection<Prompt> prefill, IReadOnlyCollection<long> decodeTokens, bool isScheduled) => new(
        prefill.Count,
        prefill.Sum(p => isScheduled ? (long)p.ComputedTokens : p.Tokens),
        Variance([.. prefill.Select(p => (double)p.Tokens)]),
        isScheduled ? prefill.Sum(p => (long)p.ReusedTokens) : 0,
        decodeTokens.Count,
        decodeTokens.Sum(),
        Variance([.. decodeTokens.Select(t => (double)t)]));

    private static double Variance(double[] values)
    {
        if (values.Length == 0) return 0;
        var mean = values.Average();
        return values.Average(v => (v - mean) * (v - mean));
    }
}
