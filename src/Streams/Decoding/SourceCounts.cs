namespace Streams.Decoding;

/// <summary>A source's own counts as of some message: messages received from the wire, and those of them that never reached the lane.</summary>
internal readonly record struct SourceCounts(long Received, MessageLosses Losses);
