using Streams.Decoding;

namespace Streams.Reducing;

/// <summary>A value expression made ready for the events of a pipeline's sources: which events enter, and what is kept of them.</summary>
/// <remarks>Belongs to one metric and window of one lane, which is its only thread.</remarks>
public sealed class ReductionPlan
{
    private readonly CallSet _calls;
    private readonly Func<Reducer[], int, double> _value;
    private readonly int[]?[] _needed;
    private readonly bool _oneIsEnough;
    private long _order;

    private ReductionPlan(ValueExpression value, IReadOnlyList<EventSchema?> schemas, TimeSpan windowLength)
    {
        _calls = new CallSet(value.Calls, schemas, windowLength);
        _value = Evaluator(value);
        var names = _calls.Calls.Select(call => call.Field).OfType<string>().Distinct().ToArray();
        _oneIsEnough = names.Length > 1 && _calls.Calls.All(call => call.Reducer == Reducers.LastName);
        _needed = [.. schemas.Select(schema => NeededOf(schema, names))];
    }

    /// <summary>The calls in the expression, each once.</summary>
    internal IReadOnlyList<ValueExpression.Call> Calls => _calls.Calls;

    /// <summary>What decides which events enter, as text: plans that agree in it let the same events enter.</summary>
    internal string Entry => string.Join(' ', _needed.Select(fields => fields is null ? "-" : (_oneIsEnough && fields.Length > 0 ? "any:" : "all:") + string.Join(',', fields)));

    /// <summary>Compiles an expression.</summary>
    /// <param name="value">What is computed.</param>
    /// <param name="schemasBySourceIndex">A schema for each source of the pipeline, by its position; null of those that the metric does not read.</param>
    /// <param name="windowLength">The length of the window, for <c>per_second</c>; zero without one.</param>
    /// <exception cref="ArgumentException">The expression calls a reducer that there is not, or wrongly.</exception>
    public static ReductionPlan Compile(ValueExpression value, IReadOnlyList<EventSchema?> schemasBySourceIndex, TimeSpan windowLength)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(schemasBySourceIndex);
        return new ReductionPlan(value, schemasBySourceIndex, windowLength);
    }

    /// <summary>
    /// Whether the event has what the value needs (N1): every field that it names, or any of them where it has only <c>last</c>.
    /// Events of sources that the metric does not read never enter.
    /// </summary>
    public bool Enters(in Event e)
    {
        if (_needed[e.Source] is not { } needed) return false;
        foreach (var field in needed)
        {
            if (double.IsNaN(e[field]) != _oneIsEnough) return _oneIsEnough;
        }

        return needed.Length == 0 || !_oneIsEnough;
    }

    /// <summary>The state of a group, or of a window of it, before its first event.</summary>
    public Reduction New() => new(this, _calls.New(1));

    /// <summary>Reducers with empty places.</summary>
    internal Reducer[] New(int capacity) => _calls.New(capacity);

    /// <summary>What a histogram's buckets have at a place; null of any other value.</summary>
    internal static Histogram? HistogramOf(Reducer[] reducers, int at) => reducers is [HistogramReducer reducer] ? reducer.At(at) : null;

    /// <summary>The value of what a place of the reducers of <see cref="Calls"/> has taken.</summary>
    internal double Evaluate(Reducer[] reducers, int at)
    {
        // Adding 0 makes -0 a plain 0 (N8).
        return _value(reducers, at) + 0.0;
    }

    internal void Add(in Event e, Reducer[] reducers) => _calls.Add(e, reducers, 0, ++_order);

    private int[]? NeededOf(EventSchema? schema, string[] names)
    {
        if (schema is null) return null;
        var there = names.Where(name => schema.FieldIndex(name) >= 0).ToArray();
        if (_oneIsEnough ? there.Length == 0 : there.Length < names.Length) return null;
        var isAlways = _oneIsEnough ? there.Any(schema.Always.Contains) : there.All(schema.Always.Contains);
        return isAlways ? [] : [.. there.Where(name => _oneIsEnough || !schema.Always.Contains(name)).Select(schema.FieldIndex).Order()];
    }

    private Func<Reducer[], int, double> Evaluator(ValueExpression expression)
    {
        switch (expression)
        {
            case ValueExpression.Number number:
                return (_, _) => FiniteOrNone(number.Value);
            case ValueExpression.Call call:
                var slot = _calls.IndexOf(call);
                return (reducers, at) => FiniteOrNone(reducers[slot].Value(at));
            case ValueExpression.Negate negate:
                var operand = Evaluator(negate.Operand);
                return (reducers, at) => -operand(reducers, at);
            case ValueExpression.Binary binary:
                return Evaluator(binary.Operator, Evaluator(binary.Left), Evaluator(binary.Right));
            default:
                throw new ArgumentException("The expression is of an unknown kind.", nameof(expression));
        }
    }

    private static Func<Reducer[], int, double> Evaluator(char symbol, Func<Reducer[], int, double> left, Func<Reducer[], int, double> right) => symbol switch
    {
        '+' => (reducers, at) => FiniteOrNone(left(reducers, at) + right(reducers, at)),
        '-' => (reducers, at) => FiniteOrNone(left(reducers, at) - right(reducers, at)),
        '*' => (reducers, at) => FiniteOrNone(left(reducers, at) * right(reducers, at)),
        '/' => (reducers, at) => FiniteOrNone(left(reducers, at) / right(reducers, at)),
        _ => throw new ArgumentException($"There is no operator '{symbol}'.", nameof(symbol)),
    };

    // At every step, since 1/(x/0) would be a 0 that nobody counted (N8).
    private static double FiniteOrNone(double value) => double.IsFinite(value) ? value : double.NaN;
}
