using Streams.Publishing;
using Streams.Scenarios.Definition;

namespace Streams.Scenarios.Running;

/// <summary>Hears of what happens in a run. Every method does nothing unless overridden.</summary>
public abstract class RunObserver
{
    /// <summary>Whether <see cref="OnInstant"/> is wanted: it costs a read at every instant.</summary>
    public virtual bool WantsInstants => false;

    /// <summary>How often <see cref="OnInstant"/> is wanted from 0 s to the scenario's end, whether anything changes or not; null is not at all.</summary>
    public virtual TimeSpan? Interval => null;

    /// <summary>Something arrives at a source that hears its server.</summary>
    /// <param name="instant">When.</param>
    /// <param name="what">What, for the <paramref name="time"/>th time.</param>
    /// <param name="time">For the how-manieth time, from 0.</param>
    /// <param name="index">Which of those of one instant, from 0.</param>
    public virtual void OnArrival(TimeSpan instant, ScenarioAction.Arrives what, int time, int index)
    {
    }

    /// <summary>All work of an instant at which something changed is done, and the page is read.</summary>
    public virtual void OnInstant(TimeSpan instant, ScenarioStage stage)
    {
    }

    /// <summary>An expectation was compared with the series that match it.</summary>
    public virtual void OnCompared(Expectation expectation, IReadOnlyList<SeriesTable.Row> rows, ScenarioStage stage)
    {
    }

    /// <summary>The last thing has happened.</summary>
    public virtual void OnEnd(ScenarioStage stage)
    {
    }
}
