using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Streams.Publishing;
using Streams.Recording;

namespace Streams.Cli.Replaying;

/// <summary>Writes every change of chosen series, as CSV or as JSON lines; a series that leaves has no value.</summary>
internal sealed class ChangesOutput : IDisposable
{
    private readonly StreamWriter _to;
    private readonly bool _isJson;
    private readonly SeriesPattern _pattern;
    private readonly List<(SeriesTable.Row Row, double? Value)> _changes = [];
    private readonly Dictionary<string, double?> _written = [];

    internal ChangesOutput(Stream to, bool isJson, SeriesPattern pattern, SeriesTable table)
    {
        _to = new StreamWriter(to, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
        _isJson = isJson;
        _pattern = pattern;
        table.Changed = (row, value) => _changes.Add((row, value));
        if (!isJson) _to.WriteLine("time,series,value");
    }

    /// <summary>How many changes were written.</summary>
    internal long Count { get; private set; }

    /// <summary>How many series had one.</summary>
    internal int Series => _written.Count;

    public void Dispose() => _to.Dispose();

    /// <summary>Writes what has changed up to an instant.</summary>
    internal bool Read(DateTimeOffset at)
    {
        foreach (var (row, value) in _changes)
        {
            if (!_pattern.Matches(row.Family.Name, row.Id) || (_written.TryGetValue(row.Id, out var before) && before.Equals(value))) continue;
            _written[row.Id] = value;
            Count++;
            Write(RecordStamp.Format(at), row.Id, value);
        }

        _changes.Clear();
        return true;
    }

    private void Write(string at, string series, double? value)
    {
        var number = value?.ToString("R", CultureInfo.InvariantCulture);
        if (_isJson)
        {
            _to.WriteLine($"{{\"at\":\"{at}\",\"series\":\"{JsonEncodedText.Encode(series, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\","
                + $"\"value\":{number ?? "null"}}}");
        }
        else _to.WriteLine($"{at},\"{series.Replace("\"", "\"\"")}\",{number}");
    }
}
