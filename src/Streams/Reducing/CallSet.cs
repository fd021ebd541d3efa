using Streams.Events;

namespace Streams.Reducing;

/// <summary>The calls of one value, or of several that share a window, each once: a reducer for each, and what it takes of an event.</summary>
internal sealed class CallSet : IReduced<Event>
{
    private const int WholeEvent = -1;
    private const int NotThere = -2;

    private readonly ValueExpression.Call[] _calls;
    private readonly Reducer[] _empty;
    private readonly int[]?[] _fields;

    /// <summary>Compiles calls.</summary>
    /// <param name="calls">What is kept of each group.</param>
    /// <param name="schemas">A schema for each source of the pipeline, by its position; null of those that are not read.</param>
    /// <param name="windowLength">The length of the window, for <c>per_second</c>; zero without one.</param>
    /// <exception cref="ArgumentException">A reducer is unknown, or is called wrongly.</exception>
    internal CallSet(IEnumerable<ValueExpression.Call> calls, IReadOnlyList<EventSchema?> schemas, TimeSpan windowLength)
    {
        _calls = [.. calls.Distinct()];
        _empty = Array.ConvertAll(_calls, call => Reducers.Create(call, windowLength));
        States = [.. _calls.Select((call, i) => (object)(_empty[i].GetType(), call.Field))];
        _fields = [.. schemas.Select(schema => schema is null ? null : Array.ConvertAll(_calls, call => FieldOf(schema, call)))];
    }

    private CallSet(CallSet one, CallSet other, int[] more)
    {
        _calls = [.. one._calls, .. more.Select(i => other._calls[i])];
        _empty = [.. one._empty, .. more.Select(i => other._empty[i])];
        States = [.. one.States, .. more.Select(i => other.States[i])];
        _fields = [.. one._fields.Zip(other._fields, (fields, others) => fields is null ? null : (int[])[.. fields, .. more.Select(i => others![i])])];
    }

    internal IReadOnlyList<ValueExpression.Call> Calls => _calls;

    public IReadOnlyList<object> States { get; }

    internal int IndexOf(ValueExpression.Call call) => Array.IndexOf(_calls, call);

    public IReduced<Event> With(IReduced<Event> other) =>
        new CallSet(this, (CallSet)other, [.. Enumerable.Range(0, other.States.Count).Where(i => !States.Contains(other.States[i]))]);

    /// <summary>A reducer for each call.</summary>
    public Reducer[] New(int capacity) => Array.ConvertAll(_empty, reducer => reducer.New(capacity));

    /// <summary>Gives a place of the reducers what an event has for them.</summary>
    public bool Add(in Event e, long timeTicks, Reducer[] reducers, int at, long order)
    {
        var fields = _fields[e.Source] ?? throw new ArgumentException("The event is of a source that the metric does not read.", nameof(e));
        var isExact = true;
        for (var i = 0; i < fields.Length; i++)
        {
            var field = fields[i];
            if (field == NotThere) continue;
            var value = field == WholeEvent ? 1 : e[field];
            if (double.IsNaN(value)) continue;
            // Sums are most of what is kept: known by their type, they need no call.
            isExact &= reducers[i] is Reducer<SumState> sum ? sum.Add(at, value, timeTicks, order) : reducers[i].Add(at, value, timeTicks, order);
        }

        return isExact;
    }

    private static int FieldOf(EventSchema schema, ValueExpression.Call call)
    {
        if (call.Field is null) return WholeEvent;
        var field = schema.FieldIndex(call.Field);
        return field < 0 ? NotThere : field;
    }
}
