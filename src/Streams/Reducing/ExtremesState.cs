namespace Streams.Reducing;

/// <summary>For <c>min</c> and <c>max</c>: the least and the greatest value.</summary>
internal struct ExtremesState : IReducerState<ExtremesState>
{
    private bool _any;
    private double _least;
    private double _greatest;

    internal readonly double Least => _any ? _least : double.NaN;

    internal readonly double Greatest => _any ? _greatest : double.NaN;

    public bool Add(double value, long timeTicks, long order)
    {
        Take(value, value);
        return true;
    }

    public void Merge(in ExtremesState other)
    {
        if (other._any) Take(other._least, other._greatest);
    }

    public void Clear() => this = default;

    private void Take(double least, double greatest)
    {
        if (!_any || least < _least) _least = least;
        if (!_any || greatest > _greatest) _greatest = greatest;
        _any = true;
    }
}
