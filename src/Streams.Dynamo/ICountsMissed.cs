namespace Streams.Dynamo;

/// <summary>A decoder of messages that carry their publisher's own sequence numbers (0.9 and later).</summary>
public interface ICountsMissed
{
    /// <summary>Messages that the numbers show to have been published and never arrived here (<c>streams_source_missed_total</c>). Only grows; read it on any thread.</summary>
    long Missed { get; }
}
