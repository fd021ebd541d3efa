using System.Globalization;
using Streams.Publishing;
using Streams.Recording;

namespace Streams.Cli.Replaying;

/// <summary>Compares two pipelines on one recording: of each series that ever differs, the first instant and both values.</summary>
internal sealed class DiffOutput
{
    private readonly SeriesTable _left;
    private readonly SeriesTable _right;
    private readonly SeriesPattern _pattern;
    private readonly HashSet<string> _touched = [];
    private readonly SortedDictionary<string, string> _differences = new(StringComparer.Ordinal);

    internal DiffOutput(SeriesTable left, SeriesTable right, SeriesPattern pattern)
    {
        (_left, _right, _pattern) = (left, right, pattern);
        left.Changed = right.Changed = (row, _) => Touch(row);
    }

    /// <summary>How many series differ.</summary>
    internal int Count => _differences.Count;

    /// <summary>Compares what has changed up to an instant.</summary>
    internal bool Read(DateTimeOffset at)
    {
        foreach (var series in _touched)
        {
            var (left, right) = (_left[series], _right[series]);
            if (!left.Equals(right) && !_differences.ContainsKey(series))
            {
                _differences.Add(series, $"{series}: {Text(left)} and {Text(right)} at {RecordStamp.Format(at)}");
            }
        }

        _touched.Clear();
        return true;
    }

    /// <summary>Prints the differences.</summary>
    internal void Print(TextWriter to)
    {
        foreach (var difference in _differences.Values) to.WriteLine(difference);
    }

    private void Touch(SeriesTable.Row row)
    {
        if (_pattern.Matches(row.Family.Name, row.Id)) _touched.Add(row.Id);
    }

    private static string Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "absent";
}
