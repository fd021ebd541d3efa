using Streams.Across;

namespace Streams.Publishing;

/// <summary>One series; touched only when its value changes.</summary>
internal sealed class SingleSeries(ISeries series) : IShownSeries
{
    private double _shown = double.NaN;

    public void Show(in GroupReading reading) => Show(reading.Value);

    internal void Show(double value)
    {
        if (value == _shown) return;
        _shown = value;
        series.Set(value);
    }

    public void Remove() => series.Remove();
}
