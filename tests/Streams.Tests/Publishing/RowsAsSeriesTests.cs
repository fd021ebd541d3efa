using Streams.Definition;
using Streams.Events;
using Streams.Publishing;

namespace Streams.Tests.Publishing;

public sealed class RowsAsSeriesTests
{
    private readonly List<string> _changes = [];
    private readonly SeriesTable _table = new();
    private readonly ISeriesRows _rows;

    public RowsAsSeriesTests()
    {
        _table.Changed = (row, value) => _changes.Add($"{row.Labels[0].Value}={value}");
        _rows = ((ISeriesSink)_table).DeclareRows(new SeriesFamily("m", "m", MetricType.Gauge, [], ["worker", "window"])).Create(["10s"]);
    }

    [Fact]
    public void Show_RowsComeChangeAndLeave_SeriesDoSoInTheOrderOfTheirKeys()
    {
        WorkerKey[] workers = [new("a"), new("b"), new("c"), new("d")];
        _rows.Show([workers[0], workers[2], workers[3]], [1, 2, double.NaN]);
        Assert.Equal(["a=1", "c=2"], Taken());
        _rows.Show([workers[1], workers[2], workers[3]], [3, 2, 4]);
        Assert.Equal(["a=", "b=3", "d=4"], Taken());
        _rows.Show([workers[2]], [double.NaN]);
        Assert.Equal(["b=", "c=", "d="], Taken());
        _rows.Show([new WorkerKey("c")], [2]);
        Assert.Equal(["c=2"], Taken());
        Assert.Equal(["m{worker=\"c\",window=\"10s\"}"], _table.Rows.Select(row => row.Id));
        _rows.Show([], []);
        Assert.Equal(["c="], Taken());
    }

    [Fact]
    public void Show_TheSameKeys_OnlyValuesThatChangedAreTold()
    {
        System.Collections.Immutable.ImmutableArray<WorkerKey> keys = [new("a"), new("b")];
        _rows.Show(keys, [1, 2]);
        Taken();
        _rows.Show(keys, [1, 3]);
        Assert.Equal(["b=3"], Taken());
        Assert.Equal([1, 3], _rows.Shown.Values.ToArray());
        Assert.Equal(keys, _rows.Shown.Keys);
    }

    private string[] Taken()
    {
        string[] changes = [.. _changes];
        _changes.Clear();
        return changes;
    }
}
