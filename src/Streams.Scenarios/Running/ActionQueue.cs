using Streams.Scenarios.Definition;

namespace Streams.Scenarios.Running;

/// <summary>What happens in a scenario in the order of its instants; at one instant in the file's order.</summary>
internal sealed class ActionQueue
{
    private readonly Scenario _scenario;
    private readonly PriorityQueue<Entry, Entry> _next = new();
    private readonly Shuffling? _shuffling;

    /// <param name="scenario">The scenario.</param>
    /// <param name="seed">The order to try by its <see cref="Scenario.Shuffle"/>; 0 is the file's.</param>
    internal ActionQueue(Scenario scenario, int seed)
    {
        _scenario = scenario;
        _shuffling = seed == 0 || scenario.Shuffle is null ? null : new Shuffling(scenario, seed);
        for (var given = 0; given < scenario.Given.Count; given++) Add(given, 0);
    }

    /// <summary>When something happens next; null when nothing will.</summary>
    internal TimeSpan? Next => _next.TryPeek(out var entry, out _) ? entry.At : null;

    /// <summary>Takes what happens next.</summary>
    internal Entry Take()
    {
        var entry = _next.Dequeue();
        if (_shuffling is null || !_shuffling.Covers(entry.Given)) Add(entry.Given, entry.Time + 1);
        return entry;
    }

    private void Add(int index, int time)
    {
        var given = _scenario.Given[index];
        if (_shuffling?.Covers(index) is true)
        {
            foreach (var entry in _shuffling.Of(index)) _next.Enqueue(entry, entry);
            return;
        }

        var times = given.What is ScenarioAction.Arrives { Instants: { } instants } ? instants.Count : given.Times;
        if (time >= times) return;
        var delay = given.What is ScenarioAction.Arrives { Late: var late } && late > TimeSpan.Zero ? late : TimeSpan.Zero;
        var next = new Entry(given.InstantOf(time) + delay, index, index, time, null);
        _next.Enqueue(next, next);
    }

    /// <summary>One time that a given happens.</summary>
    /// <param name="At">When.</param>
    /// <param name="Rank">Its place among those of the same instant.</param>
    /// <param name="Given">The position of the given.</param>
    /// <param name="Time">For the how-manieth time, from 0.</param>
    /// <param name="Only">Which of its arrivals alone; null for all of them.</param>
    internal readonly record struct Entry(TimeSpan At, int Rank, int Given, int Time, int? Only) : IComparable<Entry>
    {
        public int CompareTo(Entry other)
        {
            var order = At.CompareTo(other.At);
            if (order == 0) order = Rank.CompareTo(other.Rank);
            if (order == 0) order = Given.CompareTo(other.Given);
            if (order == 0) order = Time.CompareTo(other.Time);
            return order == 0 ? Nullable.Compare(Only, other.Only) : order;
        }
    }
}
