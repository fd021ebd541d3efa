namespace Streams.Reducing;

/// <summary>What <c>value</c> says: arithmetic over reducers of fields (F1).</summary>
public abstract record ValueExpression
{
    private ValueExpression()
    {
    }

    /// <summary>A constant.</summary>
    public sealed record Number(double Value) : ValueExpression;

    /// <summary>The value of a metric of type histogram: how a field's values are spread.</summary>
    /// <param name="field">The field.</param>
    /// <param name="bounds">The upper bounds of the buckets, inclusive: at least one, finite, increasing. The one without a bound comes by itself.</param>
    public static Call Histogram(string field, IReadOnlyList<double> bounds) => new(Reducers.HistogramName, field) { Bounds = bounds };

    /// <summary>A call of a reducer, for example <c>sum(isl_blocks)</c> or <c>quantile(0.9, latency)</c>.</summary>
    /// <param name="Reducer">A name of <see cref="Reducers"/>.</param>
    /// <param name="Field">The field; null for <c>count()</c>, which counts events.</param>
    /// <param name="Argument">The number before the field; null where the reducer takes none.</param>
    public sealed record Call(string Reducer, string? Field, double? Argument = null) : ValueExpression
    {
        /// <summary>The bounds of a histogram's buckets; empty for any other call.</summary>
        public IReadOnlyList<double> Bounds { get; init; } = [];
    }

    /// <summary>The negation of a value.</summary>
    public sealed record Negate(ValueExpression Operand) : ValueExpression;

    /// <summary>Arithmetic of two values.</summary>
    /// <param name="Operator">One of <c>+ - * /</c>.</param>
    /// <param name="Left">Before the operator.</param>
    /// <param name="Right">Behind the operator.</param>
    public sealed record Binary(char Operator, ValueExpression Left, ValueExpression Right) : ValueExpression;

    /// <summary>Every call in it, from left to right, each as often as it stands there.</summary>
    public IEnumerable<Call> Calls => this switch
    {
        Call call => [call],
        Negate negate => negate.Operand.Calls,
        Binary binary => binary.Left.Calls.Concat(binary.Right.Calls),
        _ => [],
    };

    /// <summary>Whether an event enters if it has only one of the named fields: true if every call allows it (N1).</summary>
    public bool OneFieldIsEnough => Calls.All(call => Reducers.Find(call.Reducer) is { OneFieldIsEnough: true });
}
