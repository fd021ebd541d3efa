namespace Streams.Reducing;

/// <summary>For <c>last</c>: the value with the greatest (event time, lane order).</summary>
internal struct LastState : IReducerState<LastState>
{
    private double _value;
    private long _timeTicks;

    // 0 is the order of no event.
    private long _order;

    internal readonly double Last => _order == 0 ? double.NaN : _value;

    public bool Add(double value, long timeTicks, long order)
    {
        if (_order != 0 && (timeTicks < _timeTicks || (timeTicks == _timeTicks && order < _order))) return true;
        _value = value;
        _timeTicks = timeTicks;
        _order = order;
        return true;
    }

    public void Merge(in LastState other)
    {
        if (other._order != 0) Add(other._value, other._timeTicks, other._order);
    }

    public void Clear() => this = default;
}
