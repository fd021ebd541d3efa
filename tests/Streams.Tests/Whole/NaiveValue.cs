using Streams.Reducing;
using static Streams.Tests.Whole.PipelineOracle;

namespace Streams.Tests.Whole;

/// <summary>A value of a list of events, by the words of F1 and N8.</summary>
internal static class NaiveValue
{
    internal static double Of(ValueExpression value, IReadOnlyList<Heard> events, TimeSpan length, Func<Heard, string, double> fieldOf) => value switch
    {
        ValueExpression.Number number => number.Value,
        ValueExpression.Call call => Reduce(call, events, length, fieldOf),
        ValueExpression.Negate negate => -Of(negate.Operand, events, length, fieldOf),
        ValueExpression.Binary binary => Combine(binary.Operator, Of(binary.Left, events, length, fieldOf), Of(binary.Right, events, length, fieldOf)),
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    internal static double Quantile(double quantile, IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        var rank = quantile * (sorted.Count - 1);
        var below = (int)Math.Floor(rank);
        return sorted[below] + ((rank - below) * (sorted[Math.Min(below + 1, sorted.Count - 1)] - sorted[below]));
    }

    internal static double Variance(IReadOnlyCollection<double> values)
    {
        var mean = values.Average();
        return values.Sum(v => (v - mean) * (v - mean)) / values.Count;
    }

    private static double Combine(char symbol, double left, double right)
    {
        var value = symbol switch { '+' => left + right, '-' => left - right, '*' => left * right, _ => left / right };
        return double.IsFinite(value) ? value : double.NaN;
    }

    private static double Reduce(ValueExpression.Call call, IReadOnlyList<Heard> events, TimeSpan length, Func<Heard, string, double> fieldOf)
    {
        var having = events.Where(e => call.Field is null || !double.IsNaN(fieldOf(e, call.Field))).OrderBy(e => e.Time).ThenBy(e => e.Order).ToList();
        var values = having.Select(e => call.Field is null ? 1 : fieldOf(e, call.Field)).ToList();
        if (call.Reducer is "sum" or "count" or "per_second")
        {
            return call.Reducer == "count" ? values.Count : call.Reducer == "sum" ? values.Sum() : values.Sum() / length.TotalSeconds;
        }

        if (values.Count == 0) return double.NaN;
        return call.Reducer switch
        {
            "last" => values[^1],
            "avg" => values.Average(),
            "min" => values.Min(),
            "max" => values.Max(),
            "stddev" => Math.Sqrt(Variance(values)),
            "stdvar" => Variance(values),
            "quantile" => Quantile(call.Argument!.Value, values),
            _ => throw new ArgumentOutOfRangeException(nameof(call)),
        };
    }
}
