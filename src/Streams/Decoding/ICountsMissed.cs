namespace Streams.Decoding;

/// <summary>A decoder of messages that carry sequence numbers, and so tell what was lost before it arrived.</summary>
public interface ICountsMissed
{
    /// <summary>Messages that were sent and did not arrive, as far as sequence numbers tell. Safe from any thread.</summary>
    long Missed { get; }
}
