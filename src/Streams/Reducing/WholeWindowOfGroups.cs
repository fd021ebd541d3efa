namespace Streams.Reducing;

/// <summary>Everything since each group's first event: what is kept is what is shown.</summary>
internal sealed class WholeWindowOfGroups(WindowPlan plan) : ReducedWindow(plan)
{
    public override void Dispose()
    {
    }

    // A group lives from its first event on.
    internal override bool IsShown(int place) => true;

    internal override void Begin(int place)
    {
    }

    internal override void Add(int place, in Event e, long order, long now) => Plan.Calls.Add(in e, Shown, place, order);
}
