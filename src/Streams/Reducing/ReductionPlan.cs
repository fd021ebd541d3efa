using System.Buffers;
using Streams.Events;

namespace Streams.Reducing;

/// <summary>A value expression made ready for the events of a pipeline's sources: which events enter, and what is kept of them.</summary>
/// <remarks>Belongs to one metric and window of one lane, which is its only thread.</remarks>
internal sealed class ReductionPlan
{
    private readonly CallSet _calls;
    private readonly Evaluator _value;
    private readonly int[]?[] _needed;
    private readonly bool _oneIsEnough;

    private delegate void Evaluator(Reducer[] reducers, ReadOnlySpan<int> places, Span<double> into);

    private ReductionPlan(ValueExpression value, IReadOnlyList<EventSchema?> schemas, TimeSpan windowLength)
    {
        _calls = new CallSet(value.Calls, schemas, windowLength);
        _value = Compile(value);
        var names = _calls.Calls.Select(call => call.Field).OfType<string>().Distinct().ToArray();
        _oneIsEnough = names.Length > 1 && value.OneFieldIsEnough;
        _needed = [.. schemas.Select(schema => NeededOf(schema, names))];
    }

    /// <summary>The calls in the expression, each once.</summary>
    internal IReadOnlyList<ValueExpression.Call> Calls => _calls.Calls;

    /// <summary>What decides which events enter, as text: plans that agree in it let the same events enter.</summary>
    internal string Entry =>
        string.Join(' ', _needed.Select(fields => fields is null ? "-" : (_oneIsEnough && fields.Length > 0 ? "any:" : "all:") + string.Join(',', fields)));

    /// <summary>Compiles an expression.</summary>
    /// <param name="value">What is computed.</param>
    /// <param name="schemasBySourceIndex">A schema for each source of the pipeline, by its position; null of those that the metric does not read.</param>
    /// <param name="windowLength">The length of the window, for <c>per_second</c>; zero without one.</param>
    /// <exception cref="ArgumentException">The expression calls an unknown reducer, or calls one wrongly.</exception>
    internal static ReductionPlan Compile(ValueExpression value, IReadOnlyList<EventSchema?> schemasBySourceIndex, TimeSpan windowLength)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentNullException.ThrowIfNull(schemasBySourceIndex);
        return new ReductionPlan(value, schemasBySourceIndex, windowLength);
    }

    /// <summary>
    /// Whether the event has what the value needs (N1): every field that it names, or any of them if it calls only <c>last</c>.
    /// Events of sources that the metric does not read never enter.
    /// </summary>
    internal bool Enters(in Event e)
    {
        if (_needed[e.Source] is not { } needed) return false;
        foreach (var field in needed)
        {
            if (double.IsNaN(e[field]) != _oneIsEnough) return _oneIsEnough;
        }

        return needed.Length == 0 || !_oneIsEnough;
    }

    /// <summary>The fields of a source by which it is decided whether its events enter.</summary>
    internal IEnumerable<int> NeededOf(int source) => _needed[source] ?? [];

    /// <summary>The calls, as the reducers of a window.</summary>
    internal CallSet Reduced => _calls;

    /// <summary>Reducers with empty places.</summary>
    internal Reducer[] New(int capacity) => _calls.New(capacity);

    /// <summary>The histogram at a place; null if the value is not a histogram.</summary>
    internal static Histogram? HistogramOf(Reducer[] reducers, int at) => reducers is [HistogramReducer reducer] ? reducer.At(at) : null;

    /// <summary>The values of what some places of the reducers of <see cref="Calls"/> have taken; NaN where there is none.</summary>
    internal void Evaluate(Reducer[] reducers, ReadOnlySpan<int> places, Span<double> into)
    {
        _value(reducers, places, into);
        foreach (ref var value in into)
        {
            // Adding 0 makes -0 a plain 0 (N8).
            value += 0.0;
        }
    }

    private int[]? NeededOf(EventSchema? schema, string[] names)
    {
        if (schema is null) return null;
        var there = names.Where(name => schema.FieldIndex(name) >= 0).ToArray();
        if (_oneIsEnough ? there.Length == 0 : there.Length < names.Length) return null;
        var isAlways = _oneIsEnough ? there.Any(schema.RequiredFields.Contains) : there.All(schema.RequiredFields.Contains);
        return isAlways ? [] : [.. there.Where(name => _oneIsEnough || !schema.RequiredFields.Contains(name)).Select(schema.FieldIndex).Order()];
    }

    private Evaluator Compile(ValueExpression expression)
    {
        switch (expression)
        {
            case ValueExpression.Number number:
                return (_, _, into) => into.Fill(FiniteOrNone(number.Value));
            case ValueExpression.Call call:
                var slot = _calls.IndexOf(call);
                return (reducers, places, into) =>
                {
                    reducers[slot].Values(places, into);
                    foreach (ref var value in into) value = FiniteOrNone(value);
                };
            case ValueExpression.Negate negate:
                var operand = Compile(negate.Operand);
                return (reducers, places, into) =>
                {
                    operand(reducers, places, into);
                    foreach (ref var value in into) value = -value;
                };
            case ValueExpression.Binary binary:
                return Compile(Operation(binary.Operator), Compile(binary.Left), Compile(binary.Right));
            default:
                throw new ArgumentException("The expression is of an unknown kind.", nameof(expression));
        }
    }

    private static Evaluator Compile(Func<double, double, double> operation, Evaluator left, Evaluator right) => (reducers, places, into) =>
    {
        var buffer = ArrayPool<double>.Shared.Rent(into.Length);
        var other = buffer.AsSpan(0, into.Length);
        left(reducers, places, into);
        right(reducers, places, other);
        for (var i = 0; i < into.Length; i++) into[i] = FiniteOrNone(operation(into[i], other[i]));
        ArrayPool<double>.Shared.Return(buffer);
    };

    private static Func<double, double, double> Operation(char symbol) => symbol switch
    {
        '+' => (left, right) => left + right,
        '-' => (left, right) => left - right,
        '*' => (left, right) => left * right,
        '/' => (left, right) => left / right,
        _ => throw new ArgumentException($"There is no operator '{symbol}'.", nameof(symbol)),
    };

    // Checked at every step: 1/(x/0) would otherwise be 0 (N8).
    private static double FiniteOrNone(double value) => double.IsFinite(value) ? value : double.NaN;
}
