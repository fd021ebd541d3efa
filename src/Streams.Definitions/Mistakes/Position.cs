namespace Streams.Definitions.Mistakes;

/// <summary>A place in a file, line and column from 1; the default is the file as a whole.</summary>
internal readonly record struct Position(int Line, int Column)
{
    /// <summary>The parameter whose value is the whole text there; null where the text is the file's own.</summary>
    public string? Parameter { get; init; }
}
