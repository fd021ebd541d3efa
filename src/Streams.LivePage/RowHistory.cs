using System.Collections.Immutable;
using Streams.Events;
using Streams.Publishing;

namespace Streams.LivePage;

/// <summary>What rows were at the last beats: their keys, which beats share while nobody comes or leaves, and a number each.</summary>
internal sealed class RowHistory(ISeriesRows rows)
{
    /// <summary>What a key that only the history still holds may take; labels of Dynamo's workers take half of it.</summary>
    private const int BytesOfKey = 160;

    private readonly Queue<Sample> _samples = [];
    private ImmutableArray<WorkerKey> _keys = [];

    /// <summary>Takes what is shown now.</summary>
    /// <returns>The bytes that are kept for it.</returns>
    internal long Take(long beat)
    {
        var shown = rows.Shown;
        if (shown.Keys.IsEmpty)
        {
            _keys = [];
            return 0;
        }

        var bytes = (long)shown.Keys.Length * sizeof(float);
        if (shown.Keys != _keys)
        {
            bytes += (shown.Keys.Length * IntPtr.Size) + ((shown.Keys.Length - Kept(_keys, shown.Keys)) * BytesOfKey);
            _keys = shown.Keys;
        }

        var values = new float[shown.Keys.Length];
        var from = shown.Values.Span;
        for (var i = 0; i < values.Length; i++) values[i] = (float)from[i];
        _samples.Enqueue(new Sample(beat, _keys, values, bytes));
        return bytes;
    }

    /// <summary>Forgets what is older.</summary>
    /// <returns>The bytes that are free again.</returns>
    internal long Forget(long before)
    {
        var bytes = 0L;
        while (_samples.TryPeek(out var oldest) && oldest.Beat < before) bytes += _samples.Dequeue().Bytes;
        return bytes;
    }

    /// <summary>The series of the keys that <paramref name="wanted"/> takes, in order, each with a value a beat; NaN where there was none.</summary>
    internal IEnumerable<(WorkerKey Key, float[] Values)> Series(long first, int beats, Func<WorkerKey, bool> wanted)
    {
        var found = new Dictionary<WorkerKey, float[]>();
        ImmutableArray<WorkerKey> keys = [];
        int[] taken = [];
        foreach (var sample in _samples)
        {
            if (sample.Keys != keys) (keys, taken) = (sample.Keys, [.. Enumerable.Range(0, sample.Keys.Length).Where(i => wanted(sample.Keys[i]))]);
            foreach (var i in taken)
            {
                if (!found.TryGetValue(keys[i], out var values)) Array.Fill(found[keys[i]] = values = new float[beats], float.NaN);
                values[sample.Beat - first] = sample.Values[i];
            }
        }

        return found.OrderBy(series => series.Key).Select(series => (series.Key, series.Value));
    }

    /// <summary>How many keys are the very same in both; both are in order.</summary>
    private static int Kept(ImmutableArray<WorkerKey> before, ImmutableArray<WorkerKey> now)
    {
        var kept = 0;
        for (int b = 0, n = 0; b < before.Length && n < now.Length;)
        {
            if (ReferenceEquals(before[b], now[n])) (b, n, kept) = (b + 1, n + 1, kept + 1);
            else if (before[b].CompareTo(now[n]) < 0) b++;
            else n++;
        }

        return kept;
    }

    private sealed record Sample(long Beat, ImmutableArray<WorkerKey> Keys, float[] Values, long Bytes);
}
