using Streams.Publishing;

namespace Streams.Scenarios.Definition;

/// <summary>Some series of the page: those of a name whose labels include the given ones.</summary>
/// <param name="Name">The family's name.</param>
/// <param name="Labels">Labels that they must have, in any order.</param>
public sealed record Selector(string Name, IReadOnlyList<KeyValuePair<string, string>> Labels)
{
    /// <summary>The series that match, in the page's order.</summary>
    public IReadOnlyList<SeriesTable.Row> In(SeriesTable page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var rows = page.Named(Name);
        return Labels.Count == 0 ? rows : [.. rows.Where(Matches)];
    }

    /// <summary>Whether a series is one of them.</summary>
    public bool Matches(SeriesTable.Row row)
    {
        ArgumentNullException.ThrowIfNull(row);
        return row.Family.Name == Name && Labels.All(row.Labels.Contains);
    }

    /// <summary>The value of a label that it asks for, or null.</summary>
    public string? this[string label] => Labels.FirstOrDefault(l => l.Key == label).Value;

    /// <summary>The selector as a file writes it.</summary>
    public override string ToString() =>
        Labels.Count == 0 ? Name : $"{Name}{{{string.Join(',', Labels.Select(l => $"{l.Key}=\"{l.Value}\""))}}}";
}
