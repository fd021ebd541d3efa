namespace Streams.Lane;

/// <summary>Why a source no longer hears its server: a closed set.</summary>
public enum DisconnectReason
{
    /// <summary>The connection ended, or broke.</summary>
    Closed,

    /// <summary>The connection ended while what had arrived on it waited to be read: a server cuts whom it takes for too slow.</summary>
    SlowConsumer,

    /// <summary>The server did not answer, or took nothing, for too long.</summary>
    Timeout,

    /// <summary>The server no longer permits it.</summary>
    Refused,
}
