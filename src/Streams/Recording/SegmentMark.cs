namespace Streams.Recording;

/// <summary>Where a segment begins or ends, among the messages.</summary>
/// <param name="At">Its start, or its end.</param>
/// <param name="Begins">Its header; null is its end.</param>
/// <param name="Place">The file and the line.</param>
internal sealed record SegmentMark(DateTimeOffset At, RecordingHeader? Begins, string Place);
