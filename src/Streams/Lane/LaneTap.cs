using Streams.Definition;
using Streams.Events;

namespace Streams.Lane;

/// <summary>Sees every event that a lane takes, with its verdict: to find out why a number is what it is.</summary>
/// <remarks>Called on the lane's thread, in its order. Every method does nothing unless overridden.</remarks>
public class LaneTap
{
    /// <summary>An event was judged.</summary>
    /// <param name="stamp">The lane's stamp of its message.</param>
    /// <param name="source">Where it came from.</param>
    /// <param name="e">The event.</param>
    /// <param name="verdict"><c>accepted</c>, <c>late</c>, <c>future</c>, <c>missing_field</c>, <c>negative</c>, <c>out_of_range</c> or
    /// <c>too_many_workers</c>.</param>
    public virtual void OnEvent(DateTimeOffset stamp, SourceDefinition source, Event e, string verdict)
    {
    }

    /// <summary>A message, or an event of it, could not be decoded.</summary>
    /// <param name="stamp">The lane's stamp of the message.</param>
    /// <param name="source">Where it came from.</param>
    /// <param name="reason">Why, one of a closed set.</param>
    /// <param name="rest">The message as a recording has it, from behind its stamp on: source, subject and payload.</param>
    public virtual void OnRejected(DateTimeOffset stamp, SourceDefinition source, string reason, ReadOnlySpan<byte> rest)
    {
    }
}
