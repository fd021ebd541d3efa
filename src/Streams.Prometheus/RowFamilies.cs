using Streams.Publishing;

namespace Streams.Prometheus;

/// <summary>The families of the page that have rows, in the order of their declaration.</summary>
internal sealed class RowFamilies
{
    private readonly List<PageFamily> _families = [];
    private readonly Dictionary<string, LabelTexts> _texts = [];
    private readonly Lock _gate = new();

    /// <summary>A new family on the page.</summary>
    /// <param name="family">What it is.</param>
    /// <param name="help">Its help text, escaped.</param>
    internal PageFamily Add(SeriesFamily family, string help)
    {
        var page = new PageFamily(family, help);
        lock (_gate) _families.Add(page);
        return page;
    }

    /// <summary>One pipeline's share of a family.</summary>
    internal IRowFamily Declare(SeriesFamily family, PageFamily page) => new Share(this, family, page);

    /// <summary>Writes them all. One page at a time, while no rows are shown.</summary>
    internal void Write(Stream to, PageFormat format)
    {
        lock (_gate)
        {
            using var lines = new LineWriter(to, format);
            foreach (var family in _families) family.Write(lines);
            foreach (var texts in _texts.Values) texts.EndPage();
        }
    }

    private PageRows Create(SeriesFamily family, IReadOnlyList<string> lastLabels, PageFamily page)
    {
        string[] names = [.. family.LabelNames.Take(family.LabelNames.Count - lastLabels.Count)];
        lock (_gate)
        {
            // No label name has a comma.
            var choice = string.Join(',', names);
            if (!_texts.TryGetValue(choice, out var texts)) _texts[choice] = texts = new LabelTexts(names);
            var rows = new PageRows(family, lastLabels, texts);
            page.Add(rows);
            return rows;
        }
    }

    private sealed class Share(RowFamilies families, SeriesFamily family, PageFamily page) : IRowFamily
    {
        public ISeriesRows Create(IReadOnlyList<string> lastLabels)
        {
            ArgumentNullException.ThrowIfNull(lastLabels);
            return families.Create(family, lastLabels, page);
        }
    }
}
