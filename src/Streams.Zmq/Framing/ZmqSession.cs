namespace Streams.Zmq.Framing;

/// <summary>One conversation with a publisher, from its greeting on: bytes in, messages to the listener, answers out.</summary>
/// <param name="topics">What is subscribed to, each all topics that begin with it.</param>
/// <param name="listener">Who hears the messages.</param>
/// <param name="send">Sends an answer.</param>
internal sealed class ZmqSession(IReadOnlyList<string> topics, IZmqListener listener, Action<ReadOnlyMemory<byte>> send)
{
    private int _minor = -1;

    /// <summary>Whether the handshake is done: the subscriptions are sent.</summary>
    internal bool IsOpen { get; private set; }

    /// <summary>Whether the peer answers a PING.</summary>
    internal bool AnswersPings => IsOpen && _minor > 0;

    /// <summary>Takes what has arrived and tells how much of it is done with; a reason where the peer is not to be listened to.</summary>
    internal ZmqRefusal? Consume(ReadOnlySpan<byte> bytes, out int used)
    {
        used = 0;
        if (_minor < 0)
        {
            if (!Handshake.Greets(bytes)) return ZmqRefusal.Protocol;
            if (bytes.Length < Handshake.GreetingBytes) return null;
            used = Handshake.GreetingBytes;
            _minor = Handshake.MinorOf(bytes);
            send(Handshake.Ready);
        }

        ZmqRefusal? refusal;
        while (ZmqMessage.TryRead(bytes[used..], out var message, out refusal))
        {
            refusal = message.Parts > 0 ? Receive(message) : Obey(message.Command);
            if (refusal is not null) break;
            used += message.Length;
        }

        return refusal;
    }

    private ZmqRefusal? Receive(in ZmqMessage message) => IsOpen ? listener.Receive(message) : ZmqRefusal.Protocol;

    private ZmqRefusal? Obey(ReadOnlySpan<byte> command)
    {
        if (!IsOpen)
        {
            if (!Handshake.IsCommand(command, "READY"u8)) return ZmqRefusal.Protocol;
            if (!Handshake.IsPublisher(command)) return ZmqRefusal.NoPublisher;
            IsOpen = true;
            foreach (var topic in topics) send(Handshake.Subscribe(topic, _minor));
            listener.Lives();
        }
        else if (Handshake.IsCommand(command, "PONG"u8)) listener.Lives();
        else if (Handshake.IsCommand(command, "PING"u8)) send(Handshake.Pong(command));
        return null;
    }
}
