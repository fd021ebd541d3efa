namespace Streams.Nats.Connecting;

/// <summary>What stands at the start of some bytes of the NATS protocol.</summary>
internal enum FrameKind
{
    /// <summary>The start of a frame whose end has not arrived.</summary>
    Partial,

    /// <summary>A whole <c>MSG</c> or <c>HMSG</c>.</summary>
    Message,

    /// <summary>A whole line of any other kind.</summary>
    Line,

    /// <summary>Not NATS protocol.</summary>
    Unreadable,
}
