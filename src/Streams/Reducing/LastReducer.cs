namespace Streams.Reducing;

/// <summary><c>last</c>: the value with the greatest (event time, lane order).</summary>
internal sealed class LastReducer : Reducer
{
    private double _value = double.NaN;
    private long _timeTicks = long.MinValue;
    private long _order = long.MinValue;

    internal override double Value => _value;

    internal override void Add(double value, long timeTicks, long order)
    {
        if (timeTicks < _timeTicks || (timeTicks == _timeTicks && order < _order)) return;
        _value = value;
        _timeTicks = timeTicks;
        _order = order;
    }

    internal override void Merge(Reducer other)
    {
        var last = (LastReducer)other;
        Add(last._value, last._timeTicks, last._order);
    }

    internal override void Clear()
    {
        _value = double.NaN;
        _timeTicks = _order = long.MinValue;
    }
}
