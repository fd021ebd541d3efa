namespace Streams.Reducing;

/// <summary>Everything since each group's first event; shows the reducers as they are.</summary>
internal sealed class RunningWindow<TEvent>(WindowPlan<TEvent> plan) : ReducedWindow<TEvent>(plan)
{
    private readonly IReduced<TEvent> _reduced = plan.Reduced;
    private long _version;

    internal override long Version => _version;

    internal override bool ChangesByEvent => true;

    // A group lives from its first event on.
    internal override bool IsShown(int row) => true;

    internal override void Add(int row, in TEvent e, long timeTicks, long order)
    {
        _version = order;
        _reduced.Add(in e, timeTicks, Shown, row, order);
    }
}
