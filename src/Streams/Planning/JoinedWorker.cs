using Streams.Events;

namespace Streams.Planning;

/// <summary>What sources tell of one worker.</summary>
/// <param name="labels">How many labels are joined.</param>
internal sealed class JoinedWorker(int labels)
{
    private readonly List<(int Source, WorkerKey Keys)> _tellers = [];
    private readonly string?[][] _told = new string?[labels][];

    /// <summary>The labels' values; empty where nobody has told one. Another array where one of them is another.</summary>
    internal string[] Values { get; private set; } = [];

    /// <summary>Takes what the keys of an event tell; returns whether a value is another.</summary>
    /// <param name="source">The event's source.</param>
    /// <param name="keys">Its keys; from now on they count as told.</param>
    /// <param name="joins">The labels.</param>
    internal bool Tell(int source, WorkerKey keys, IReadOnlyList<JoinPlan> joins)
    {
        var changes = false;
        for (var i = 0; i < joins.Count; i++)
        {
            if (joins[i].RankOf(source) is not (>= 0 and var rank)) continue;
            var value = keys.Values[joins[i].KeyOf(source)];
            // An event that does not say takes nothing back.
            if (value.Length == 0) continue;
            var told = _told[i] ??= new string?[joins[i].Sources];
            changes |= told[rank] is { } before && before != value;
            told[rank] = value;
        }

        // What other keys of the source told is no longer so: they tell it again when they come.
        if (changes) Unmark(source);
        keys.TellsTo = this;
        _tellers.Add((source, keys));
        return Settle();
    }

    /// <summary>The worker is forgotten: whoever told of it tells again.</summary>
    internal void Forget()
    {
        foreach (var (_, keys) in _tellers) keys.TellsTo = null;
        _tellers.Clear();
    }

    private void Unmark(int source)
    {
        foreach (var (_, keys) in _tellers.Where(t => t.Source == source)) keys.TellsTo = null;
        _tellers.RemoveAll(t => t.Source == source);
    }

    private bool Settle()
    {
        string[] values = [.. _told.Select(told => told?.FirstOrDefault(value => value is { Length: > 0 }) ?? "")];
        if (values.AsSpan().SequenceEqual(Values)) return false;
        Values = values;
        return true;
    }
}
