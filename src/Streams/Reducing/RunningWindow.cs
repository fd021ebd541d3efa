namespace Streams.Reducing;

/// <summary>Everything since each group's first event; shows the reducers as they are.</summary>
/// <remarks>What a group has taken begins anew with the event by which a sum would leave the exact range (N10): it would stand still there.</remarks>
internal sealed class RunningWindow<TEvent>(WindowPlan<TEvent> plan) : ReducedWindow<TEvent>(plan)
{
    private readonly IReduced<TEvent> _reduced = plan.Reduced;
    private long _version;
    private long _restarts;

    internal override long Version => _version;

    internal override bool ChangesByEvent => true;

    internal override long Restarts => _restarts;

    // A group lives from its first event on.
    internal override bool IsShown(int row) => true;

    /// <summary>The group at a row takes an event.</summary>
    internal void Add(int row, in TEvent e, long timeTicks, long order)
    {
        _version = order;
        if (!_reduced.Add(in e, timeTicks, Shown, row, order)) Restart(row, in e, timeTicks, order);
    }

    private void Restart(int row, in TEvent e, long timeTicks, long order)
    {
        _restarts++;
        foreach (var reducer in Shown) reducer.Clear(row);
        _reduced.Add(in e, timeTicks, Shown, row, order);
    }
}
