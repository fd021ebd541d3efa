namespace Streams.Simulation;

/// <summary>What a simulated fleet has still to do, in order of time; equal times in the order in which they were noted.</summary>
internal sealed class EventQueue
{
    private readonly PriorityQueue<Action, (TimeSpan At, long Order)> _due = new();
    private long _order;

    /// <summary>The model's time since the fleet's start.</summary>
    internal TimeSpan Now { get; private set; }

    /// <summary>When the next action is due; the largest time if there is none.</summary>
    internal TimeSpan NextDue => _due.TryPeek(out _, out var next) ? next.At : TimeSpan.MaxValue;

    internal void In(TimeSpan delay, Action action) => _due.Enqueue(action, (Now + delay, _order++));

    internal void RunNext()
    {
        _due.TryDequeue(out var action, out var due);
        Now = due.At;
        action!();
    }

    internal void AdvanceTo(TimeSpan now)
    {
        if (now > Now) Now = now;
    }
}
