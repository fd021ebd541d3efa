namespace Streams.Reducing;

/// <summary><c>min</c> or <c>max</c>.</summary>
/// <param name="greatest">Whether it is <c>max</c>.</param>
internal sealed class ExtremeReducer(bool greatest) : Reducer
{
    private double _value = double.NaN;

    internal override double Value => _value;

    internal override void Add(double value, long timeTicks, long order) => Take(value);

    internal override void Merge(Reducer other) => Take(((ExtremeReducer)other)._value);

    internal override void Clear() => _value = double.NaN;

    private void Take(double value)
    {
        if (double.IsNaN(_value) || (greatest ? value > _value : value < _value)) _value = value;
    }
}
