namespace Streams.Nats.Connecting;

/// <summary>The first frame of some bytes of the NATS protocol, found without copying.</summary>
/// <remarks>
/// <c>MSG subject id [reply] bytes</c> and <c>HMSG subject id [reply] header-bytes bytes</c>, a line end, that many bytes, a line end; all else is one line.
/// It is strict: reading on after an error would take payloads for protocol.
/// </remarks>
internal readonly ref struct Frame
{
    /// <summary>No server sends longer lines or messages, whatever its <c>max_payload</c> is; NATS.Net takes none that are longer.</summary>
    internal const int MostBytes = 64 << 20;

    private const byte LineFeed = (byte)'\n';

    internal FrameKind Kind { get; private init; }

    /// <summary>Bytes from the frame's start to its end, line end included; of a partial one as far as known, else 0.</summary>
    internal int Length { get; private init; }

    /// <summary>The id of the subscription that a message is for.</summary>
    internal int Id { get; private init; }

    internal ReadOnlySpan<byte> Subject { get; private init; }

    /// <summary>Where a message's headers begin, and without headers its payload.</summary>
    internal int Body { get; private init; }

    internal int HeaderBytes { get; private init; }

    /// <summary>Bytes before the length of a message that has neither headers nor a subject for replies; else 0.</summary>
    internal int HeadBytes { get; private init; }

    internal int PayloadBytes => Length - Body - HeaderBytes - 2;

    internal static Frame Read(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf(LineFeed);
        if (end < 0) return new Frame { Kind = bytes.Length < MostBytes ? FrameKind.Partial : FrameKind.Unreadable };
        if (bytes.StartsWith("MSG "u8)) return Message(bytes, end, bytes[4..end], hasHeaders: false);
        if (bytes.StartsWith("HMSG "u8)) return Message(bytes, end, bytes[5..end], hasHeaders: true);
        return new Frame { Kind = FrameKind.Line, Length = end + 1 };
    }

    private static Frame Message(ReadOnlySpan<byte> bytes, int end, ReadOnlySpan<byte> line, bool hasHeaders)
    {
        if (line is [.., (byte)'\r']) line = line[..^1];
        var words = line.Length;
        var subject = First(ref line);
        var id = Number(First(ref line));
        var rest = line.Length;
        var total = Number(Last(ref line));
        var headers = hasHeaders ? Number(Last(ref line)) : 0;
        // What is left is the reply's subject, if there is one.
        if (subject.IsEmpty || id < 0 || headers < 0 || total < headers || total > MostBytes || line.Contains((byte)' '))
        {
            return new Frame { Kind = FrameKind.Unreadable };
        }
        var length = end + 1 + total + 2;
        if (bytes.Length < length) return new Frame { Kind = FrameKind.Partial, Length = length };
        if (bytes[length - 2] != '\r' || bytes[length - 1] != LineFeed) return new Frame { Kind = FrameKind.Unreadable };
        var head = hasHeaders || !line.IsEmpty ? 0 : "MSG ".Length + words - rest;
        return new Frame { Kind = FrameKind.Message, Length = length, Id = id, Subject = subject, Body = end + 1, HeaderBytes = headers, HeadBytes = head };
    }

    /// <summary>Cuts the first word off; empty where no other follows.</summary>
    private static ReadOnlySpan<byte> First(scoped ref ReadOnlySpan<byte> line)
    {
        var space = line.IndexOf((byte)' ');
        if (space < 0) return [];
        var word = line[..space];
        line = line[(space + 1)..];
        return word;
    }

    private static ReadOnlySpan<byte> Last(scoped ref ReadOnlySpan<byte> line)
    {
        var space = line.LastIndexOf((byte)' ');
        var word = line[(space + 1)..];
        line = line[..Math.Max(space, 0)];
        return word;
    }

    /// <summary>A whole number; -1 for anything else.</summary>
    private static int Number(ReadOnlySpan<byte> digits)
    {
        // Nine digits cannot overflow.
        if (digits.Length is 0 or > 9) return -1;
        var number = 0;
        foreach (var digit in digits)
        {
            if (!char.IsAsciiDigit((char)digit)) return -1;
            number = (number * 10) + (digit - '0');
        }

        return number;
    }
}
