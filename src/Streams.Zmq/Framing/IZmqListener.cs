namespace Streams.Zmq.Framing;

/// <summary>Who hears a connection. All calls come on the thread that reads, under its lock.</summary>
internal interface IZmqListener
{
    /// <summary>Takes one message, whose bytes are valid during the call; a reason closes the connection, which is then retried slowly.</summary>
    ZmqRefusal? Receive(in ZmqMessage message);

    /// <summary>The publisher has answered the handshake, and a PING since: it is there, whether it has anything to say or not.</summary>
    void Lives();

    /// <summary>A connection has ended, or could not be made. It is tried again until it is removed.</summary>
    void Closed(ZmqEnd end);

    /// <summary>The peer is not listened to for a while.</summary>
    void Refused(ZmqRefusal reason);
}
