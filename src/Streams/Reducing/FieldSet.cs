namespace Streams.Reducing;

/// <summary>Reducers of numbers that functions take of any type of event.</summary>
internal sealed class FieldSet<TEvent> : IReduced<TEvent>
{
    private readonly Reducer[] _empty;
    private readonly Func<TEvent, double>?[] _fields;

    internal FieldSet(IReadOnlyList<FieldReducer<TEvent>> reducers, TimeSpan windowLength)
    {
        _empty = [.. reducers.Select(r => Reducers.Create(new ValueExpression.Call(r.Reducer, r.Field is null ? null : "field", r.Argument), windowLength))];
        _fields = [.. reducers.Select(r => r.Field)];
    }

    private FieldSet(FieldSet<TEvent> one, FieldSet<TEvent> other, int[] more)
    {
        _empty = [.. one._empty, .. more.Select(i => other._empty[i])];
        _fields = [.. one._fields, .. more.Select(i => other._fields[i])];
    }

    public IReadOnlyList<object> States => [.. _empty.Select((reducer, i) => (object)(reducer.GetType(), _fields[i]))];

    public IReduced<TEvent> With(IReduced<TEvent> other) =>
        new FieldSet<TEvent>(this, (FieldSet<TEvent>)other, [.. Enumerable.Range(0, other.States.Count).Where(i => !States.Contains(other.States[i]))]);

    public Reducer[] New(int capacity) => Array.ConvertAll(_empty, reducer => reducer.New(capacity));

    public bool Add(in TEvent e, long timeTicks, Reducer[] reducers, int at, long order)
    {
        var isExact = true;
        for (var i = 0; i < _fields.Length; i++)
        {
            var value = _fields[i] is { } field ? field(e) : 1;
            if (double.IsFinite(value)) isExact &= reducers[i].Add(at, value, timeTicks, order);
        }

        return isExact;
    }
}
