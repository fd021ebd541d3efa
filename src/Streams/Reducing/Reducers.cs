namespace Streams.Reducing;

/// <summary>The reducers by name: what a file may call, and how each begins.</summary>
public static class Reducers
{
    internal const string LastName = "last";
    internal const string CountName = "count";
    internal const string PerSecondName = "per_second";
    internal const string QuantileName = "quantile";

    /// <summary>Not callable in a file: there it is <c>type: histogram</c>.</summary>
    internal const string HistogramName = "histogram";

    /// <summary>The names, in the order in which the reference lists them.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [LastName, "sum", CountName, "avg", "min", "max", "stddev", "stdvar", PerSecondName, QuantileName];

    /// <summary>A new reducer for a call, with one place.</summary>
    /// <exception cref="ArgumentException">The call names no reducer, or has not what that one needs.</exception>
    internal static Reducer Create(ValueExpression.Call call, TimeSpan windowLength)
    {
        if (call.Field is null && call.Reducer != CountName) throw new ArgumentException($"{call.Reducer} needs a field.", nameof(call));
        if (call.Argument.HasValue != (call.Reducer == QuantileName))
        {
            throw new ArgumentException($"{call.Reducer} {(call.Argument.HasValue ? "takes no number" : "needs a number from 0 to 1")} before its field.", nameof(call));
        }

        return call.Reducer switch
        {
            LastName => New((in LastState state) => state.Last),
            "sum" => New((in SumState state) => state.Sum),
            CountName => New((in CountState state) => state.Count),
            "avg" => New((in AverageState state) => state.Average),
            "min" => New((in ExtremesState state) => state.Least),
            "max" => New((in ExtremesState state) => state.Greatest),
            "stddev" => New((in DeviationState state) => Math.Sqrt(state.Variance)),
            "stdvar" => New((in DeviationState state) => state.Variance),
            PerSecondName when windowLength > TimeSpan.Zero => New((in SumState state) => state.Sum / windowLength.TotalSeconds),
            PerSecondName => throw new ArgumentException("per_second needs a window that has a length.", nameof(call)),
            QuantileName when call.Argument is >= 0 and <= 1 => New((in QuantileState state) => state.At(call.Argument.Value)),
            QuantileName => throw new ArgumentException("quantile needs a number from 0 to 1 before its field.", nameof(call)),
            HistogramName when AreBounds(call.Bounds) => new HistogramReducer(call.Bounds, 1),
            HistogramName => throw new ArgumentException("A histogram needs finite bounds that increase.", nameof(call)),
            _ => throw new ArgumentException($"There is no reducer '{call.Reducer}'.", nameof(call)),
        };
    }

    private static Reducer<TState> New<TState>(Reducer<TState>.Reading read)
        where TState : struct, IReducerState<TState> => new(read, 1);

    private static bool AreBounds(IReadOnlyList<double> bounds) =>
        bounds.Count > 0 && bounds.All(double.IsFinite) && bounds.Zip(bounds.Skip(1)).All(pair => pair.First < pair.Second);
}
