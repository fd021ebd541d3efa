using Streams.Events;

namespace Streams.Reducing;

/// <summary>Everything since each group's first event: what is kept is what is shown.</summary>
internal sealed class WholeWindowOfGroups(WindowPlan plan) : ReducedWindow(plan)
{
    private long[] _versions = [];
    private long _version;

    internal override long Version => _version;

    internal override ReadOnlySpan<long> Versions => _versions;

    public override void Dispose()
    {
    }

    // A group lives from its first event on.
    internal override bool IsShown(int place) => true;

    internal override void Grow(int capacity)
    {
        base.Grow(capacity);
        Array.Resize(ref _versions, capacity);
    }

    internal override void Begin(int place)
    {
    }

    internal override void Add(int place, in Event e, long order, long now)
    {
        _versions[place] = _version = order;
        Plan.Calls.Add(in e, Shown, place, order);
    }
}
