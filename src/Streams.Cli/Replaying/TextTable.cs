namespace Streams.Cli.Replaying;

/// <summary>Rows of text under a head, each column as wide as it must be; columns of numbers stand to the right.</summary>
/// <param name="head">The names of the columns; one that begins with a &gt; is of numbers.</param>
internal sealed class TextTable(params IReadOnlyList<string> head)
{
    private readonly List<string[]> _rows = [];

    internal void Add(params string[] row) => _rows.Add(row);

    /// <summary>Writes it, each line behind two spaces; nothing where there is no row.</summary>
    internal void Write(TextWriter to)
    {
        if (_rows.Count == 0) return;
        string[] names = [.. head.Select(name => name.TrimStart('>'))];
        int[] widths = [.. names.Select((name, i) => Math.Max(name.Length, _rows.Max(row => row[i].Length)))];
        foreach (var row in _rows.Prepend(names))
        {
            var aligned = row.Select((cell, i) => head[i].StartsWith('>') ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]));
            to.WriteLine(("  " + string.Join("  ", aligned)).TrimEnd());
        }
    }
}
