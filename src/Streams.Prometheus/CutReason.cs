namespace Streams.Prometheus;

/// <summary>Why the endpoint cut a client off.</summary>
internal enum CutReason
{
    /// <summary>It was the idlest of too many connections.</summary>
    MadeRoom,

    /// <summary>It took nothing for too long.</summary>
    Stalled,

    /// <summary>It read one of too many pages, the oldest.</summary>
    OldPage,
}
