namespace Streams.Decoding;

/// <summary>A source's own counts as of some message: messages received from the wire, and messages dropped.</summary>
public readonly record struct SourceCounts(long Received, long Dropped);
