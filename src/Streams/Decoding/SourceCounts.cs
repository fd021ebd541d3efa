namespace Streams.Decoding;

/// <summary>What a source has counted by itself up to some message: messages received from the wire, and those that it dropped.</summary>
public readonly record struct SourceCounts(long Received, long Dropped);
