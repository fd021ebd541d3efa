using Streams.Events;
using Streams.Reducing;
using Streams.Tests.Composing;

namespace Streams.Tests.Support;

/// <summary>Short names for what the tests of reducing begin with.</summary>
internal static class Some
{
    internal static readonly EventSchema Schema = new(["worker_id"], ["a", "b"]);

    internal static ValueExpression.Call Call(string reducer, string? field = "a", double? argument = null) => new(reducer, field, argument);

    internal static ValueExpression Quotient(ValueExpression left, ValueExpression right) => new ValueExpression.Binary('/', left, right);

    internal static ReductionPlan Plan(ValueExpression value, TimeSpan window = default) => ReductionPlan.Compile(value, [Schema], window);

    internal static ReductionPlan Plan(string reducer) => Plan(Calls(Reducers.Find(reducer)!, "a")[^1], TimeSpan.FromSeconds(10));

    /// <summary>The right calls of a reducer: without a field where it can be, then with each of some.</summary>
    internal static IReadOnlyList<ValueExpression.Call> Calls(ReducerKind kind, params IReadOnlyList<string> fields) =>
    [
        .. kind.Arguments == ReducerArguments.FieldOrNone ? [Call(kind.Name, null)] : Array.Empty<ValueExpression.Call>(),
        .. fields.Select(field => Call(kind.Name, field, kind.Arguments == ReducerArguments.QuantileAndField ? 0.5 : null)),
    ];

    internal static Event Event(long ticks, double a, double b = double.NaN, int source = 0) =>
        new(source, WorkerKey.None, new DateTimeOffset(ticks, TimeSpan.Zero), a, b);

    internal static Reduction Of(ReductionPlan plan, params IEnumerable<double> values)
    {
        var reduction = plan.New();
        foreach (var value in values) reduction.Add(Event(0, value));
        return reduction;
    }
}
