using System.Text;

namespace Streams.Publishing;

/// <summary>A page as a table of values, for whoever compares numbers rather than reads text.</summary>
/// <remarks>One thread at a time.</remarks>
public sealed class SeriesTable : ISeriesSink
{
    private readonly Dictionary<string, SortedDictionary<string, Row>> _named = [];
    private readonly List<SeriesFamily> _families = [];

    /// <summary>Called when a series gets a value, another value, or leaves (null).</summary>
    public Action<Row, double?>? Changed { get; set; }

    /// <summary>Every family that was declared, whether it has a series or not.</summary>
    public IReadOnlyList<SeriesFamily> Families => _families;

    /// <summary>Every series that has a value, ordered by <see cref="Row.Id"/>.</summary>
    public IReadOnlyCollection<Row> Rows => [.. _named.Values.SelectMany(rows => rows.Values).OrderBy(row => row.Id, StringComparer.Ordinal)];

    /// <summary>The value of a series by its <see cref="Row.Id"/>; null where it is absent.</summary>
    public double? this[string id] => Of(id.Split('{')[0]).TryGetValue(id, out var row) ? row.Value : null;

    /// <summary>The series of one family that have a value, ordered by <see cref="Row.Id"/>.</summary>
    public IReadOnlyList<Row> Named(string name) => [.. Of(name).Values];

    /// <inheritdoc/>
    public ISeriesFamily Declare(SeriesFamily family)
    {
        ArgumentNullException.ThrowIfNull(family);
        _families.Add(family);
        return new Family(this, family);
    }

    private SortedDictionary<string, Row> Of(string name)
    {
        if (!_named.TryGetValue(name, out var rows)) _named[name] = rows = new(StringComparer.Ordinal);
        return rows;
    }

    /// <summary>One series.</summary>
    public sealed class Row : ISeries
    {
        private readonly SeriesTable _table;
        private bool _isThere;

        internal Row(SeriesTable table, SeriesFamily family, IReadOnlyList<string> labelValues)
        {
            _table = table;
            Family = family;
            Labels = [.. family.ConstantLabels, .. family.LabelNames.Zip(labelValues, (name, value) => new KeyValuePair<string, string>(name, value))];
            Id = Identify(family.Name, Labels);
        }

        /// <summary>What its HELP and TYPE lines say.</summary>
        public SeriesFamily Family { get; }

        /// <summary>Its labels, the constant ones first.</summary>
        public IReadOnlyList<KeyValuePair<string, string>> Labels { get; }

        /// <summary>Its name and labels as the page writes them: <c>name{a="b"}</c>.</summary>
        public string Id { get; }

        /// <summary>Its value.</summary>
        public double Value { get; private set; }

        /// <inheritdoc/>
        public void Set(double value)
        {
            if (_isThere && value == Value) return;
            Value = value;
            if (!_isThere) _table.Of(Family.Name)[Id] = this;
            _isThere = true;
            _table.Changed?.Invoke(this, value);
        }

        /// <inheritdoc/>
        public void Remove()
        {
            if (!_isThere) return;
            _isThere = false;
            _table.Of(Family.Name).Remove(Id);
            _table.Changed?.Invoke(this, null);
        }

        private static string Identify(string name, IReadOnlyList<KeyValuePair<string, string>> labels)
        {
            if (labels.Count == 0) return name;
            var id = new StringBuilder(name).Append('{');
            foreach (var (label, value) in labels)
            {
                if (id[^1] != '{') id.Append(',');
                id.Append(label).Append("=\"").Append(value.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n")).Append('"');
            }

            return id.Append('}').ToString();
        }
    }

    private sealed class Family(SeriesTable table, SeriesFamily family) : ISeriesFamily
    {
        public ISeries Create(IReadOnlyList<string> labelValues) => new Row(table, family, labelValues);
    }
}
