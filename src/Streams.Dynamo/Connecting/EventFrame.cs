using System.Buffers.Binary;
using Streams.Zmq.Framing;

namespace Streams.Dynamo.Connecting;

/// <summary>A message of Dynamo on ZeroMQ: topic, publisher, sequence, and a version before the envelope that would be a message's payload on NATS.</summary>
internal readonly ref struct EventFrame
{
    private const int Parts = 4;
    private const byte Version = 1;
    private const int HeadBytes = 5;

    internal ReadOnlySpan<byte> Topic { get; private init; }

    internal ulong Publisher { get; private init; }

    internal ulong Sequence { get; private init; }

    internal ReadOnlySpan<byte> Envelope { get; private init; }

    /// <summary>Reads a message; the reason where it is none of Dynamo's.</summary>
    internal static ZmqRefusal? Read(in ZmqMessage message, out EventFrame frame)
    {
        frame = default;
        if (message.Parts != Parts || message[1].Length != 8 || message[2].Length != 8) return ZmqRefusal.Parts;
        var last = message[3];
        if (last.Length < HeadBytes || last[0] != Version) return ZmqRefusal.Version;
        if (BinaryPrimitives.ReadUInt32BigEndian(last[1..]) != last.Length - HeadBytes) return ZmqRefusal.Parts;
        frame = new EventFrame
        {
            Topic = message[0],
            Publisher = BinaryPrimitives.ReadUInt64BigEndian(message[1]),
            Sequence = BinaryPrimitives.ReadUInt64BigEndian(message[2]),
            Envelope = last[HeadBytes..],
        };
        return null;
    }
}
