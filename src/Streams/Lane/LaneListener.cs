using Streams.Definition;
using Streams.Events;

namespace Streams.Lane;

/// <summary>Receives what an operator should find in a log. Every method does nothing unless overridden.</summary>
/// <remarks>Called on the lane's and the sources' threads, as often as it happens: the listener limits its own output.</remarks>
public class LaneListener
{
    /// <summary>A message, or one of its events, could not be decoded.</summary>
    public virtual void OnRejected(string source, string reason, string subject, ReadOnlySpan<byte> payload)
    {
    }

    /// <summary>A decoded event was rejected by the lane.</summary>
    /// <param name="source">Where it came from.</param>
    /// <param name="e">The event.</param>
    /// <param name="reason"><c>missing_field</c>, <c>negative</c>, <c>out_of_range</c> or <c>too_many_workers</c>.</param>
    public virtual void OnRejected(SourceDefinition source, Event e, string reason)
    {
    }

    /// <summary>Messages were lost because the lane was behind by its whole queue.</summary>
    public virtual void OnDropped(string source, int messages)
    {
    }

    /// <summary>An event is not counted since its own time is far from the clock's: <c>late</c> for all of its windows, or <c>future</c> (N6, N7).</summary>
    /// <param name="source">Where it came from.</param>
    /// <param name="e">The event.</param>
    /// <param name="clock">Where the lane's clock stands.</param>
    public virtual void OnMistimed(SourceDefinition source, Event e, DateTimeOffset clock)
    {
    }

    /// <summary>The last worker has left: of each the lease has ended, or a source said that it has gone.</summary>
    /// <param name="workers">The most that there were since there was none.</param>
    public virtual void OnEmptied(int workers)
    {
    }

    /// <summary>An event was rejected because it would have begun a group beyond the cap (N4).</summary>
    public virtual void OnTooManyWorkers(string metric, string key)
    {
    }

    /// <summary>The wall clock was set back by more than a minute: the lane starts anew, without state (L7).</summary>
    public virtual void OnClockReset(DateTimeOffset from, DateTimeOffset to)
    {
    }

    /// <summary>The lane was absent: stopped, suspended, in a long collection, or the wall clock was set forward. Leases are extended (N13).</summary>
    public virtual void OnStalled(DateTimeOffset from, DateTimeOffset until)
    {
    }
}
