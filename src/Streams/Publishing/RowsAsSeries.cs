using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Streams.Events;

namespace Streams.Publishing;

/// <summary>Rows for a sink that knows single series alone: a series is created with a row's first value, and removed with its last (N8).</summary>
internal sealed class RowsAsSeries(ISeriesFamily family, IReadOnlyList<string> lastLabels) : ISeriesRows
{
    private ISeries?[] _series = [];
    private double[] _values = [];

    public ShownRows Shown { get; private set; } = ShownRows.None;

    public void Show(ImmutableArray<WorkerKey> keys, ReadOnlySpan<double> values)
    {
        if (keys != Shown.Keys)
        {
            ShowOthers(keys, values);
            return;
        }

        // Most are as they were: those are passed over in strides.
        for (var i = Same(values, _values); i < values.Length; i += 1 + Same(values[(i + 1)..], _values.AsSpan(i + 1))) Show(i, keys[i], values[i]);
    }

    private static int Same(ReadOnlySpan<double> a, ReadOnlySpan<double> b) =>
        MemoryMarshal.Cast<double, long>(a).CommonPrefixLength(MemoryMarshal.Cast<double, long>(b));

    /// <summary>Walks along the keys before and those now, so that series come and go in the order of their keys.</summary>
    private void ShowOthers(ImmutableArray<WorkerKey> keys, ReadOnlySpan<double> values)
    {
        var (before, series, shown, known) = (Shown.Keys, _series, _values, 0);
        (_series, _values) = (new ISeries?[keys.Length], new double[keys.Length]);
        Array.Fill(_values, double.NaN);
        for (var i = 0; i < keys.Length; i++)
        {
            while (known < before.Length && before[known].CompareTo(keys[i]) < 0) series[known++]?.Remove();
            if (known < before.Length && before[known].Equals(keys[i])) (_series[i], _values[i]) = (series[known], shown[known++]);
            Show(i, keys[i], values[i]);
        }

        while (known < before.Length) series[known++]?.Remove();
        Shown = new ShownRows(keys, _values);
    }

    private void Show(int row, WorkerKey key, double value)
    {
        if (value.Equals(_values[row])) return;
        _values[row] = value;
        if (double.IsNaN(value))
        {
            _series[row]!.Remove();
            _series[row] = null;
            return;
        }

        (_series[row] ??= family.Create([.. key.Values, .. lastLabels])).Set(value);
    }

    internal sealed class Family(ISeriesFamily family) : IRowFamily
    {
        public ISeriesRows Create(IReadOnlyList<string> lastLabels) => new RowsAsSeries(family, lastLabels);
    }
}
