using Streams.Events;
using Streams.Scenarios.Definition;

namespace Streams.Scenarios.Running;

/// <summary>Lets things happen on a stage.</summary>
internal sealed class Player(Scenario scenario, ScenarioStage stage, IReadOnlyList<RunObserver> observers)
{
    // A key remembers what one pipeline makes of it: each run has its own.
    private readonly WorkerKey[]?[] _keys = new WorkerKey[]?[scenario.Given.Count];

    /// <summary>Lets one thing happen.</summary>
    internal void Play(ActionQueue.Entry entry)
    {
        switch (scenario.Given[entry.Given].What)
        {
            case ScenarioAction.Connection connection:
                foreach (var source in connection.Sources) stage.Connect(source, connection.IsUp);
                break;
            case ScenarioAction.WallClock clock:
                stage.AdvanceTo(entry.At);
                stage.SetWallClock(clock.Shift);
                stage.AdvanceTo(entry.At);
                break;
            case ScenarioAction.Arrives what:
                var first = entry.Only ?? 0;
                var last = entry.Only ?? what.Count - 1;
                for (var i = first; i <= last; i++)
                {
                    for (var again = 0; again <= what.Duplicates; again++) Arrive(entry, what, i);
                }

                break;
        }
    }

    /// <summary>The bytes of garbage: the same in every run, other ones each time.</summary>
    internal static byte[] BytesOf(ScenarioAction.Garbage garbage, int given, int time)
    {
        var bytes = new byte[garbage.Bytes];
        new Random((given * 7919) + time).NextBytes(bytes);
        return bytes;
    }

    private WorkerKey[] KeysOf(int given, ScenarioAction.Events events) =>
        _keys[given] ??= [.. events.Keys.Select(key => new WorkerKey([.. key.Values]))];

    private void Arrive(ActionQueue.Entry entry, ScenarioAction.Arrives what, int index)
    {
        if (!stage.IsConnected(what.Source)) return;
        switch (what)
        {
            case ScenarioAction.Events events:
                if (events.ValuesOf(entry.Time) is not { } values) return;
                var happened = scenario.Given[entry.Given].InstantOf(entry.Time) - (what.Late < TimeSpan.Zero ? what.Late : TimeSpan.Zero);
                stage.Send(what.Source, entry.At, KeysOf(entry.Given, events)[index], values, happened);
                break;
            case ScenarioAction.Messages messages:
                var message = messages.All[what.Instants is null ? index : entry.Time];
                stage.Send(what.Source, entry.At, message.Subject, message.Payload);
                break;
            case ScenarioAction.Garbage garbage:
                stage.Send(what.Source, entry.At, "", BytesOf(garbage, entry.Given, entry.Time));
                break;
        }

        foreach (var observer in observers) observer.OnArrival(entry.At, what, entry.Time, index);
    }
}
