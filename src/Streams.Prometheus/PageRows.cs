using System.Collections.Immutable;
using System.Text;
using Streams.Definition;
using Streams.Events;
using Streams.Publishing;

namespace Streams.Prometheus;

/// <summary>Rows of a family on the page: those of one window of a metric of one pipeline.</summary>
/// <remarks>
/// The lane copies values and no more; texts are made where the page is written, and kept. Rows that become none at any time leave
/// what is being written as it was: nothing but a read touches values, and no read goes on while a page is written.
/// </remarks>
internal sealed class PageRows : ISeriesRows
{
    private readonly SeriesFamily _family;
    private readonly LabelTexts _texts;
    private readonly byte[] _before;
    private readonly byte[] _behind;
    private readonly int _labels;
    private LabelText _text = LabelText.None;
    private double[] _values = [];

    /// <summary>Rows of a family, of which <paramref name="texts"/> has the labels that are neither constant nor last.</summary>
    internal PageRows(SeriesFamily family, IReadOnlyList<string> lastLabels, LabelTexts texts)
    {
        _family = family;
        _texts = texts;
        _labels = family.LabelNames.Count - lastLabels.Count;
        var constant = LabelText.Write(family.ConstantLabels.Select(l => l.Key), family.ConstantLabels.Select(l => l.Value));
        var last = LabelText.Write(family.LabelNames.Skip(_labels), lastLabels);
        if (constant.Length > 0 && family.LabelNames.Count > 0) constant += ',';
        if (last.Length > 0 && _labels > 0) last = ',' + last;
        var isBare = family.ConstantLabels.Count + family.LabelNames.Count == 0;
        _before = Encoding.UTF8.GetBytes(family.Name + (isBare ? "" : "{" + constant));
        _behind = Encoding.UTF8.GetBytes(last + (isBare ? " " : "} "));
    }

    public ShownRows Shown { get; private set; } = ShownRows.None;

    public void Show(ImmutableArray<WorkerKey> keys, ReadOnlySpan<double> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, keys.Length);
        if (values.IsEmpty)
        {
            Shown = ShownRows.None;
            return;
        }

        Check(keys, values);
        if (_values.Length != values.Length) _values = new double[values.Length];
        values.CopyTo(_values);
        if (keys != Shown.Keys) Shown = new ShownRows(keys, _values);
    }

    internal void Write(LineWriter to)
    {
        var shown = Shown;
        _text = _texts.Of(shown.Keys, _text);
        var values = shown.Values.Span;
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsNaN(values[i])) to.WriteSample(_before, _text[i], _behind, values[i]);
        }
    }

    private void Check(ImmutableArray<WorkerKey> keys, ReadOnlySpan<double> values)
    {
        if (keys != Shown.Keys && keys[0].Values.Count != _labels)
        {
            throw new ArgumentException($"metric {_family.Name} has {_labels} labels of its rows, but {keys[0].Values.Count} values were given", nameof(keys));
        }

        foreach (var value in values)
        {
            if (double.IsInfinity(value)) SeriesValue.Checked(value, _family.Name);
            if (value < 0 && _family.Type == MetricType.Counter) throw SeriesValue.Negative(value, _family.Name);
        }
    }
}
