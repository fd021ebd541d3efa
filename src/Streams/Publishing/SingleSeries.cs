namespace Streams.Publishing;

/// <summary>One series; touched only when its value changes.</summary>
internal sealed class SingleSeries(ISeries series)
{
    private double _shown = double.NaN;

    internal void Show(double value)
    {
        if (value == _shown) return;
        series.Set(value);
        _shown = value;
    }

    internal void Remove() => series.Remove();
}
