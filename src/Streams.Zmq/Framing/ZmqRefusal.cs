namespace Streams.Zmq.Framing;

/// <summary>Why a peer is not listened to: a closed set.</summary>
internal enum ZmqRefusal
{
    /// <summary>It does not speak ZMTP 3 with the mechanism NULL.</summary>
    Protocol,

    /// <summary>It is a socket of another type than PUB or XPUB.</summary>
    NoPublisher,

    /// <summary>A message is longer than is taken.</summary>
    TooLarge,

    /// <summary>A message has another number of parts than its kind has, or ever more of them.</summary>
    Parts,

    /// <summary>A message is of another version than is known.</summary>
    Version,

    /// <summary>A message is of another topic than was asked for.</summary>
    Topic,

    /// <summary>A message is from another publisher than is registered for the address: the port is used again.</summary>
    Publisher,

    /// <summary>The address is outside of the networks that may be connected.</summary>
    Address,
}
