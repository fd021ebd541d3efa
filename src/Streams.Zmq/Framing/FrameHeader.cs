using System.Buffers.Binary;

namespace Streams.Zmq.Framing;

/// <summary>The head of a frame of ZMTP 3: flags, and the body's length in one byte or eight.</summary>
internal readonly record struct FrameHeader(bool HasMore, bool IsCommand, int Bytes, ulong BodyBytes)
{
    private const byte More = 1;
    private const byte Long = 2;
    private const byte Command = 4;

    /// <summary>Reads a header; false if some of it has yet to arrive. Reserved flags are for the caller: they make no known frame.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, out FrameHeader header, out bool isKnown)
    {
        header = default;
        isKnown = bytes.IsEmpty || (bytes[0] & ~(More | Long | Command)) == 0;
        if (bytes.IsEmpty || !isKnown) return false;
        var flags = bytes[0];
        var isLong = (flags & Long) != 0;
        var length = isLong ? 9 : 2;
        if (bytes.Length < length) return false;
        header = new FrameHeader((flags & More) != 0, (flags & Command) != 0, length, isLong ? BinaryPrimitives.ReadUInt64BigEndian(bytes[1..]) : bytes[1]);
        return true;
    }
}
