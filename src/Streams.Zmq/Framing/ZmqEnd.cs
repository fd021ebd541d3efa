namespace Streams.Zmq.Framing;

/// <summary>How a connection ended.</summary>
internal enum ZmqEnd
{
    /// <summary>The peer closed it.</summary>
    Closed,

    /// <summary>Nobody listens there.</summary>
    Unreachable,

    /// <summary>Nobody answers there.</summary>
    Silent,
}
