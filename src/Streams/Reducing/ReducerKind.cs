namespace Streams.Reducing;

/// <summary>
/// A row of the table of reducers (F1): all in which one differs from the others. The parser, the checks, mutation and the documents' tests
/// read it.
/// </summary>
public sealed record ReducerKind
{
    internal ReducerKind(string name, Func<ValueExpression.Call, TimeSpan, Reducer> create)
    {
        Name = name;
        Create = create;
    }

    /// <summary>How a file calls it.</summary>
    public string Name { get; }

    /// <summary>What it is called with. Default a field.</summary>
    public ReducerArguments Arguments { get; init; }

    /// <summary>Whether it makes sense only of a window that has a length. Default false.</summary>
    public bool NeedsWindow { get; init; }

    /// <summary>Its value when there are no events (N5). Default NaN: no value.</summary>
    public double OfNothing { get; init; } = double.NaN;

    /// <summary>Whether an event enters with only some of the fields that a value names, if the value calls no other reducer (N1). Default false.</summary>
    public bool OneFieldIsEnough { get; init; }

    /// <summary>Whether a counter's value may be a call of it, with the fewest arguments (F4). Default false.</summary>
    public bool CanBeCounter { get; init; }

    /// <summary>Whether its value is a sum, so that what it takes must be within 2^53 (N10). Default false.</summary>
    public bool IsSum { get; init; }

    /// <summary>The reducers that mutation puts in its place. Default none.</summary>
    public IReadOnlyList<string> Mutants { get; init; } = [];

    /// <summary>The valid forms of a call, the shortest first, such as <c>count()</c> and <c>count(FIELD)</c>.</summary>
    public IReadOnlyList<string> Forms => Arguments switch
    {
        ReducerArguments.FieldOrNone => [Name + "()", Name + "(FIELD)"],
        ReducerArguments.QuantileAndField => [Name + "(0.9, FIELD)"],
        _ => [Name + "(FIELD)"],
    };

    /// <summary>A new reducer with one place, for a right call and the length of its window.</summary>
    internal Func<ValueExpression.Call, TimeSpan, Reducer> Create { get; }

    /// <summary>Whether a call has a field and a number where there must be one, and no other.</summary>
    public bool Fits(ValueExpression.Call call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return (call.Field is not null || Arguments == ReducerArguments.FieldOrNone)
            && call.Argument is not null == (Arguments == ReducerArguments.QuantileAndField);
    }

    /// <summary>Whether a counter may be this call of it.</summary>
    public bool IsCounter(ValueExpression.Call call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return CanBeCounter && call.Field is null == (Arguments == ReducerArguments.FieldOrNone);
    }
}
