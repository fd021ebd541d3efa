namespace Streams.Filtering;

/// <summary>One side of a comparison of numbers.</summary>
public abstract record Operand
{
    private Operand()
    {
    }

    /// <summary>A constant.</summary>
    public sealed record Number(double Value) : Operand;

    /// <summary>What the event has in a field, if it has it.</summary>
    public sealed record Field(string Name) : Operand;
}
