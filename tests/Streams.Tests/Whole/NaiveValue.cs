using Streams.Reducing;
using static Streams.Tests.Whole.PipelineOracle;

namespace Streams.Tests.Whole;

/// <summary>A value of a list of events, by the words of F1 and N8.</summary>
internal static class NaiveValue
{
    private static readonly Dictionary<string, Func<IReadOnlyList<double>, TimeSpan, double, double>> Naive = new()
    {
        ["last"] = (values, _, _) => values[^1],
        ["sum"] = (values, _, _) => values.Sum(),
        ["count"] = (values, _, _) => values.Count,
        ["avg"] = (values, _, _) => values.Average(),
        ["min"] = (values, _, _) => values.Min(),
        ["max"] = (values, _, _) => values.Max(),
        ["stddev"] = (values, _, _) => Math.Sqrt(Variance(values)),
        ["stdvar"] = (values, _, _) => Variance(values),
        ["per_second"] = (values, length, _) => values.Sum() / length.TotalSeconds,
        ["quantile"] = (values, _, quantile) => Quantile(quantile, values),
    };

    /// <summary>The reducers that it knows.</summary>
    internal static IEnumerable<string> Names => Naive.Keys;

    internal static double Of(ValueExpression value, IReadOnlyList<Heard> events, TimeSpan length, Func<Heard, string, double> fieldOf) => value switch
    {
        ValueExpression.Number number => number.Value,
        ValueExpression.Call call => Reduce(call, events, length, fieldOf),
        ValueExpression.Negate negate => -Of(negate.Operand, events, length, fieldOf),
        ValueExpression.Binary binary => Combine(binary.Operator, Of(binary.Left, events, length, fieldOf), Of(binary.Right, events, length, fieldOf)),
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    /// <summary>What a call makes of values in the order of their times.</summary>
    internal static double Reduce(ValueExpression.Call call, IReadOnlyList<double> values, TimeSpan length) =>
        values.Count == 0 ? Reducers.Find(call.Reducer)!.OfNothing : Naive[call.Reducer](values, length, call.Argument ?? double.NaN);

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
        return Reduce(call, [.. having.Select(e => call.Field is null ? 1 : fieldOf(e, call.Field))], length);
    }
}
