using System.Globalization;

namespace Streams.Definitions.Mistakes;

/// <summary>One mistake in a file, with its place, so that a person can act on it (F6).</summary>
/// <param name="File">The file's name, as it was given.</param>
/// <param name="Line">The line, from 1; 0 where the file as a whole is wrong and has no place.</param>
/// <param name="Column">The column, from 1, in UTF-16 units; 0 like <paramref name="Line"/>.</param>
/// <param name="Wrong">What is wrong.</param>
/// <param name="Right">What would be right.</param>
/// <param name="Excerpt">The offending line and, below it, a caret; empty where there is no line.</param>
public sealed record Mistake(string File, int Line, int Column, string Wrong, string Right, string Excerpt)
{
    /// <summary>The mistake in one line: <c>file:line:column: what is wrong; what would be right</c>.</summary>
    public string Message => Line == 0
        ? $"{File}: {Wrong}; {Right}"
        : string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}: {Wrong}; {Right}");

    /// <summary>The message, and under it the offending line with a caret.</summary>
    public override string ToString() => Excerpt.Length == 0 ? Message : Message + "\n" + Excerpt;
}
