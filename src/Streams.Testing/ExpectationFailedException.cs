namespace Streams.Testing;

/// <summary>The page does not show what a test expects; the message says what it shows instead.</summary>
public sealed class ExpectationFailedException : Exception
{
    /// <summary>Creates one with its message.</summary>
    public ExpectationFailedException(string message)
        : base(message)
    {
    }
}
