using Streams.Recording;

namespace Streams.Replaying;

/// <summary>What a line of a recording says.</summary>
internal enum RecordKind
{
    /// <summary>A message.</summary>
    Message,

    /// <summary>A segment begins.</summary>
    Header,

    /// <summary>A segment has ended.</summary>
    Trailer,

    /// <summary>The lane was absent.</summary>
    Stall,
}

/// <summary>One line of a recording; its payload is valid until the next one is read.</summary>
internal ref struct Record
{
    internal RecordKind Kind;

    /// <summary>The stamp of a message, the begin of an absence, the final clock of a trailer: ticks of UTC.</summary>
    internal long At;

    /// <summary>When the lane was there again after an absence.</summary>
    internal long Until;

    /// <summary>The source of a message.</summary>
    internal RecordedSource? Source;

    internal string Subject;

    internal ReadOnlySpan<byte> Payload;

    /// <summary>The headers of a message as they are in the record; empty where it has none.</summary>
    internal ReadOnlySpan<byte> Headers;

    /// <summary>The header that a segment begins with.</summary>
    internal RecordingHeader? Header;
}
