namespace Streams.Filtering;

/// <summary>One side of a comparison of numbers.</summary>
public abstract record Operand
{
    private Operand()
    {
    }

    /// <summary>A constant.</summary>
    public sealed record Number(double Value) : Operand;

    /// <summary>The value of a field, if the event has it.</summary>
    public sealed record Field(string Name) : Operand;
}
