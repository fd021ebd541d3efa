using System.Text;
using Streams.Testing.Support;

namespace Streams.Discovery.Tests.Support;

/// <summary>What a discovery has told, as a map of records and as a story.</summary>
internal sealed class Observed : IDiscoveryObserver
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DiscoveryChange> _records = [];
    private readonly List<string> _story = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The records by key.</summary>
    internal Dictionary<string, DiscoveryChange> Records
    {
        get
        {
            lock (_gate) return new(_records);
        }
    }

    /// <summary>All that was told, in order: <c>+key</c>, <c>-key</c>, <c>listed</c>, <c>up</c>, <c>down: why</c>, <c>refused key: why</c>.</summary>
    internal string[] Story
    {
        get
        {
            lock (_gate) return [.. _story];
        }
    }

    /// <summary>The last that was told; empty before.</summary>
    internal string Last
    {
        get
        {
            lock (_gate) return _story.LastOrDefault("");
        }
    }

    public void Changed(DiscoveryChange change)
    {
        lock (_gate)
        {
            if (change.IsRemoval) Assert.True(_records.Remove(change.Key), "removed, though never told: " + change.Key);
            else _records[change.Key] = change;
        }

        Tell((change.IsRemoval ? "-" : "+") + change.Key);
    }

    public void Listed() => Tell("listed");

    public void Up(bool up, string? why) => Tell(up ? "up" : "down: " + why);

    public void Refused(string key, string why) => Tell($"refused {key}: {why}");

    internal string Value(string key)
    {
        lock (_gate) return Encoding.UTF8.GetString(_records[key].Value.Span);
    }

    /// <summary>Waits until these records are known and no others.</summary>
    internal Task HasAsync(Dictionary<string, string> expected, string what) =>
        UntilAsync(
            told => told.Records is var records && records.Count == expected.Count
                && expected.All(record => records.TryGetValue(record.Key, out var change) && change.Value.Span.SequenceEqual(Encoding.UTF8.GetBytes(record.Value))),
            what);

    /// <summary>Waits until what was told is as it should be.</summary>
    internal async Task UntilAsync(Func<Observed, bool> isSo, string what)
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        while (true)
        {
            Task changed;
            lock (_gate) changed = _changed.Task;
            if (isSo(this)) return;
            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{what}: not so; told was:\n{string.Join('\n', Story.TakeLast(40))}");
            }
        }
    }

    private void Tell(string what)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _story.Add(what);
            (changed, _changed) = (_changed, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        changed.SetResult();
    }
}
