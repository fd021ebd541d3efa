namespace Streams.Reducing;

/// <summary>The table of reducers: what a file may call, and how each begins.</summary>
public static class Reducers
{
    internal const string CountName = "count";

    /// <summary>Not callable in a file: there it is <c>type: histogram</c>.</summary>
    internal const string HistogramName = "histogram";

    private static readonly ReducerKind Histogram = new(HistogramName, (call, _) => new HistogramReducer(call.Bounds, 1)) { IsSum = true };

    /// <summary>One row each, in the order in which they are listed to users.</summary>
    public static IReadOnlyList<ReducerKind> All { get; } =
    [
        new("last", Of((in LastState state) => state.Last)) { OneFieldIsEnough = true, Mutants = ["max"] },
        new("sum", Of((in SumState state) => state.Sum)) { IsSum = true, OfNothing = 0, CanBeCounter = true, Mutants = ["avg"] },
        new(CountName, Of((in CountState state) => state.Count))
        {
            Arguments = ReducerArguments.FieldOrNone,
            OfNothing = 0,
            CanBeCounter = true,
            Mutants = ["sum"],
        },
        new("avg", Of((in AverageState state) => state.Average)) { Mutants = ["max"] },
        new("min", Of((in ExtremesState state) => state.Least)) { Mutants = ["max"] },
        new("max", Of((in ExtremesState state) => state.Greatest)) { Mutants = ["min"] },
        new("stddev", Of((in DeviationState state) => Math.Sqrt(state.Variance))) { Mutants = ["stdvar"] },
        new("stdvar", Of((in DeviationState state) => state.Variance)) { Mutants = ["stddev"] },
        new("per_second", (_, window) => New((in SumState state) => state.Sum / window.TotalSeconds))
        {
            IsSum = true,
            NeedsWindow = true,
            OfNothing = 0,
            Mutants = ["sum"],
        },
        new("quantile", (call, _) => New((in QuantileState state) => state.At(call.Argument!.Value))) { Arguments = ReducerArguments.QuantileAndField },
    ];

    /// <summary>The names, in the table's order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(kind => kind.Name)];

    /// <summary>The reducer of a name; null if a file cannot call one by it.</summary>
    public static ReducerKind? Find(string name) => All.FirstOrDefault(kind => kind.Name == name);

    /// <summary>Whether a call's value is a sum of its field.</summary>
    internal static bool IsSum(ValueExpression.Call call) => (call.Reducer == HistogramName ? Histogram : Find(call.Reducer)) is { IsSum: true };

    /// <summary>A new reducer for a call, with one place.</summary>
    /// <exception cref="ArgumentException">The call names no reducer, or lacks an argument that it needs.</exception>
    internal static Reducer Create(ValueExpression.Call call, TimeSpan windowLength)
    {
        var kind = call.Reducer == HistogramName ? Histogram : Find(call.Reducer);
        if (kind is null) throw new ArgumentException($"There is no reducer '{call.Reducer}'.", nameof(call));
        if (!kind.Fits(call)) throw new ArgumentException($"{call.Reducer} is called as {string.Join(" or ", kind.Forms)}.", nameof(call));
        if (call.Argument is not (null or (>= 0 and <= 1)))
        {
            throw new ArgumentException($"{call.Reducer} needs a number from 0 to 1 before its field.", nameof(call));
        }
        if (kind.NeedsWindow && windowLength <= TimeSpan.Zero) throw new ArgumentException($"{call.Reducer} needs a window that has a length.", nameof(call));
        if (kind == Histogram && !AreBounds(call.Bounds)) throw new ArgumentException("A histogram needs finite bounds that increase.", nameof(call));
        return kind.Create(call, windowLength);
    }

    private static Func<ValueExpression.Call, TimeSpan, Reducer> Of<TState>(Reducer<TState>.Reading read)
        where TState : struct, IReducerState<TState> => (_, _) => New(read);

    private static Reducer New<TState>(Reducer<TState>.Reading read)
        where TState : struct, IReducerState<TState> => new Reducer<TState>(read, 1);

    private static bool AreBounds(IReadOnlyList<double> bounds) =>
        bounds.Count > 0 && bounds.All(double.IsFinite) && bounds.Zip(bounds.Skip(1)).All(pair => pair.First < pair.Second);
}
