namespace Streams.Dynamo.Growing;

/// <summary>Takes one line, without its line break; valid during the call only.</summary>
internal delegate void LineHandler(ReadOnlySpan<byte> line);
