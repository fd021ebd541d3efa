using Streams.Events;

namespace Streams.Filtering;

/// <summary>What <c>where</c> says: which events a metric is about (F2).</summary>
/// <remarks>
/// A comparison with a field or key that the event does not have is false, whatever the operator; so <c>not (f == 1)</c> holds
/// of an event without f, and <c>f != 1</c> does not. Keys are text: they are compared with text, by <c>==</c> and <c>!=</c>.
/// </remarks>
public abstract record Condition
{
    private Condition()
    {
    }

    /// <summary>A comparison of numbers.</summary>
    /// <param name="Operator">One of <c>== != &lt; &lt;= &gt; &gt;=</c>.</param>
    /// <param name="Left">Before the operator.</param>
    /// <param name="Right">Behind the operator.</param>
    public sealed record Compare(string Operator, Operand Left, Operand Right) : Condition;

    /// <summary>A comparison of a key with text, ordinal.</summary>
    /// <param name="Operator"><c>==</c> or <c>!=</c>.</param>
    /// <param name="Key">The key's name.</param>
    /// <param name="Text">What it is compared with.</param>
    public sealed record KeyIs(string Operator, string Key, string Text) : Condition;

    /// <summary>Both hold.</summary>
    public sealed record And(Condition Left, Condition Right) : Condition;

    /// <summary>One of the two holds, or both.</summary>
    public sealed record Or(Condition Left, Condition Right) : Condition;

    /// <summary>It does not hold.</summary>
    public sealed record Not(Condition Operand) : Condition;

    /// <summary>Makes the condition ready for the events of a pipeline's sources.</summary>
    /// <param name="schemasBySourceIndex">A schema for each source of the pipeline, by its position; no event of a source whose schema is null
    /// satisfies it.</param>
    /// <returns>Whether an event satisfies it. Allocates nothing.</returns>
    /// <exception cref="ArgumentException">There is no such operator.</exception>
    public Func<Event, bool> Compile(IReadOnlyList<EventSchema?> schemasBySourceIndex)
    {
        ArgumentNullException.ThrowIfNull(schemasBySourceIndex);
        var bySource = schemasBySourceIndex.Select(schema => schema is null ? _ => false : ConditionCompiler.Compile(this, schema)).ToArray();
        return e => bySource[e.Source](e);
    }
}
