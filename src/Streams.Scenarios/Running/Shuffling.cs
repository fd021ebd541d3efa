using Streams.Scenarios.Definition;

namespace Streams.Scenarios.Running;

/// <summary>One other order of a scenario's events, by its seed: equal seeds give equal orders.</summary>
/// <remarks>Those of a source with event time arrive up to the allowed length later; those of one instant in any order.</remarks>
internal sealed class Shuffling(Scenario scenario, int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>Whether a given is reordered: whatever arrives, and nothing else.</summary>
    internal bool Covers(int given) => scenario.Given[given].What is ScenarioAction.Arrives;

    /// <summary>Every arrival of a given, one by one.</summary>
    internal IEnumerable<ActionQueue.Entry> Of(int index)
    {
        var given = scenario.Given[index];
        var what = (ScenarioAction.Arrives)given.What;
        var isMovable = scenario.Pipeline.Sources[what.Source].HasEventTime;
        for (var time = 0; time < (what.Instants?.Count ?? given.Times); time++)
        {
            for (var i = 0; i < what.Count; i++)
            {
                var late = what.Late > TimeSpan.Zero ? what.Late : TimeSpan.Zero;
                // What is late already stays as late as the scenario says.
                if (isMovable && late == TimeSpan.Zero) late = _random.NextDouble() * scenario.Shuffle!.Within;
                yield return new ActionQueue.Entry(given.InstantOf(time) + late, _random.Next(), index, time, i);
            }
        }
    }
}
