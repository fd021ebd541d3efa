using System.Runtime.InteropServices;
using Streams.Reducing;

namespace Streams.Across;

/// <summary>The exact quantile of the readings of one moment, interpolated linearly; keeps them all.</summary>
internal struct AcrossQuantile : IReducerState<AcrossQuantile>
{
    private List<double>? _values;

    /// <summary>A quantile, 0 to 1.</summary>
    internal readonly double At(double quantile)
    {
        if (_values is null or { Count: 0 }) return double.NaN;
        var values = CollectionsMarshal.AsSpan(_values);
        var rank = quantile * (values.Length - 1);
        var below = (int)rank;
        var weight = rank - below;
        var lower = Select(values, below);
        return weight == 0 ? lower : (lower * (1 - weight)) + (Least(values[(below + 1)..]) * weight);
    }

    public bool Add(double value, long timeTicks, long order)
    {
        (_values ??= []).Add(value);
        return true;
    }

    public void Merge(in AcrossQuantile other)
    {
        if (other._values is not null) (_values ??= []).AddRange(other._values);
    }

    public readonly void Clear() => _values?.Clear();

    /// <summary>
    /// The value of a rank, with no greater one before it and no smaller one behind it: Hoare's selection, since a full sort would order
    /// more than is needed.
    /// </summary>
    private static double Select(Span<double> values, int rank)
    {
        var (first, last) = (0, values.Length - 1);
        while (first < last)
        {
            var pivot = values[first + ((last - first) / 2)];
            var (left, right) = (first, last);
            while (left <= right)
            {
                while (values[left] < pivot) left++;
                while (values[right] > pivot) right--;
                if (left > right) break;
                (values[left], values[right]) = (values[right], values[left]);
                left++;
                right--;
            }

            if (rank <= right) last = right;
            else if (rank >= left) first = left;
            else break;
        }

        return values[rank];
    }

    private static double Least(ReadOnlySpan<double> values)
    {
        var least = values[0];
        foreach (var value in values) least = Math.Min(least, value);
        return least;
    }
}
