using System.Runtime.CompilerServices;

namespace Streams.Zmq.Framing;

/// <summary>What stands at the start of some bytes: a message with its parts in place, or a command.</summary>
internal ref struct ZmqMessage
{
    /// <summary>More parts than any message of a fleet has; one that has more does not end.</summary>
    internal const int MostParts = 8;

    /// <summary>The most bytes of a whole message, headers of frames included.</summary>
    internal const int MostBytes = (1 << 20) + 1024;

    private ReadOnlySpan<byte> _bytes;
    private Places _places;

    /// <summary>How many parts the message has; 0 for a command.</summary>
    internal int Parts { get; private set; }

    /// <summary>The body of a command: the length of its name, its name, and what it says.</summary>
    internal ReadOnlySpan<byte> Command { get; private set; }

    /// <summary>Bytes from its start to its end.</summary>
    internal int Length { get; private set; }

    internal readonly ReadOnlySpan<byte> this[int part] => _bytes[_places[part].Start.._places[part].End];

    /// <summary>Reads the first message or command; false if some of it has yet to arrive, or it is refused.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> bytes, out ZmqMessage message, out ZmqRefusal? refusal)
    {
        message = new ZmqMessage { _bytes = bytes };
        refusal = null;
        var at = 0;
        while (true)
        {
            if (!FrameHeader.TryRead(bytes[at..], out var header, out var isKnown))
            {
                if (!isKnown) refusal = ZmqRefusal.Protocol;
                return false;
            }

            // What is too long is known before it has arrived.
            if (header.BodyBytes > (ulong)(MostBytes - at)) refusal = ZmqRefusal.TooLarge;
            else if (header.IsCommand && (at > 0 || header.HasMore)) refusal = ZmqRefusal.Protocol;
            else if (message.Parts == MostParts) refusal = ZmqRefusal.Parts;
            if (refusal is not null) return false;
            var start = at + header.Bytes;
            var end = start + (int)header.BodyBytes;
            if (end > bytes.Length) return false;
            message.Length = end;
            if (header.IsCommand)
            {
                message.Command = bytes[start..end];
                return true;
            }

            message._places[message.Parts++] = (start, end);
            if (!header.HasMore) return true;
            at = end;
        }
    }

    [InlineArray(MostParts)]
    private struct Places
    {
        private (int Start, int End) _first;
    }
}
