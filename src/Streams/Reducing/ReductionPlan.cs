using Streams.Decoding;

namespace Streams.Reducing;

/// <summary>A value expression made ready for the events of a pipeline's sources: which events enter, and what is kept of them.</summary>
/// <remarks>Belongs to one metric and window of one lane, which is its only thread.</remarks>
public sealed class ReductionPlan
{
    private const int WholeEvent = -1;
    private const int NotThere = -2;

    private readonly ValueExpression.Call[] _calls;
    private readonly TimeSpan _windowLength;
    private readonly Func<Reducer[], double> _value;
    private readonly int[]?[] _needed;
    private readonly int[]?[] _fields;
    private readonly bool _oneIsEnough;
    private long _order;

    private ReductionPlan(ValueExpression value, IReadOnlyList<EventSchema?> schemas, TimeSpan windowLength)
    {
        _calls = [.. value.Calls.Distinct()];
        _windowLength = windowLength;
        _value = Evaluator(value);
        var names = _calls.Select(call => call.Field).OfType<string>().Distinct().ToArray();
        _oneIsEnough = names.Length > 0 && _calls.All(call => call.Reducer == Reducers.LastName);
        _needed = [.. schemas.Select(schema => NeededOf(schema, names))];
        _fields = [.. schemas.Select((schema, source) => _needed[source] is null ? null : Array.ConvertAll(_calls, call => FieldOf(schema!, call)))];
    }

    /// <summary>Compiles an expression.</summary>
    /// <param name="value">What is computed.</param>
    /// <param name="schemasBySourceIndex">A schema for each source of the pipeline, by its position; null of those that the metric does not read.</param>
    /// <param name="windowLength">The length of the window, for <c>per_second</c>; zero without one.</param>
    /// <exception cref="ArgumentException">The expression calls a reducer that there is not, or wrongly.</exception>
    public static ReductionPlan Compile(ValueExpression value, IReadOnlyList<EventSchema?> schemasBySourceIndex, TimeSpan windowLength)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(schemasBySourceIndex);
        var plan = new ReductionPlan(value, schemasBySourceIndex, windowLength);
        plan.New();
        return plan;
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
            if (double.IsNaN(e[field]) == _oneIsEnough) continue;
            return _oneIsEnough;
        }

        return !_oneIsEnough;
    }

    /// <summary>The state of a group, or of a window of it, before its first event.</summary>
    public Reduction New() => new(this, Array.ConvertAll(_calls, call => Reducers.Create(call, _windowLength)));

    internal double Evaluate(Reducer[] reducers)
    {
        // Adding 0 makes -0 a plain 0 (N8).
        return _value(reducers) + 0.0;
    }

    internal void Add(in Event e, Reducer[] reducers)
    {
        var fields = _fields[e.Source] ?? throw new ArgumentException("The event is of a source that the metric does not read.", nameof(e));
        var order = ++_order;
        for (var i = 0; i < fields.Length; i++)
        {
            if (fields[i] == NotThere) continue;
            var value = fields[i] == WholeEvent ? 1 : e[fields[i]];
            if (!double.IsNaN(value)) reducers[i].Add(value, e.TimeTicks, order);
        }
    }

    private static int FieldOf(EventSchema schema, ValueExpression.Call call)
    {
        if (call.Field is null) return WholeEvent;
        var field = schema.FieldIndex(call.Field);
        return field < 0 ? NotThere : field;
    }

    private int[]? NeededOf(EventSchema? schema, string[] names)
    {
        if (schema is null) return null;
        var there = names.Select(schema.FieldIndex).Where(field => field >= 0).ToArray();
        var enough = _oneIsEnough ? there.Length > 0 : there.Length == names.Length;
        return enough ? there : null;
    }

    private Func<Reducer[], double> Evaluator(ValueExpression expression)
    {
        switch (expression)
        {
            case ValueExpression.Number number:
                return _ => FiniteOrNone(number.Value);
            case ValueExpression.Call call:
                var slot = Array.IndexOf(_calls, call);
                return reducers => FiniteOrNone(reducers[slot].Value);
            case ValueExpression.Negate negate:
                var operand = Evaluator(negate.Operand);
                return reducers => -operand(reducers);
            case ValueExpression.Binary binary:
                return Evaluator(binary.Operator, Evaluator(binary.Left), Evaluator(binary.Right));
            default:
                throw new ArgumentException("The expression is of an unknown kind.", nameof(expression));
        }
    }

    private static Func<Reducer[], double> Evaluator(char symbol, Func<Reducer[], double> left, Func<Reducer[], double> right) => symbol switch
    {
        '+' => reducers => FiniteOrNone(left(reducers) + right(reducers)),
        '-' => reducers => FiniteOrNone(left(reducers) - right(reducers)),
        '*' => reducers => FiniteOrNone(left(reducers) * right(reducers)),
        '/' => reducers => FiniteOrNone(left(reducers) / right(reducers)),
        _ => throw new ArgumentException($"There is no operator '{symbol}'.", nameof(symbol)),
    };

    // At every step, since 1/(x/0) would be a 0 that nobody counted (N8).
    private static double FiniteOrNone(double value) => double.IsFinite(value) ? value : double.NaN;
}
