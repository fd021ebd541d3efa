namespace Streams.Nats.Connecting;

/// <summary>How messages of the last few subjects began, and where they went: nearly every message begins as one of them.</summary>
/// <remarks>
/// One comparison stands for finding the words of a line, a hash of the subject and two look-ups: <see cref="Frame"/>, <see cref="SubjectNames"/> and <see
/// cref="MessageRoutes"/> took a tenth of the reading thread's time in a flood of passes. They read what is not known here, headers, subjects for replies
/// and everything that is not whole.
/// </remarks>
internal sealed class KnownHeads
{
    private const int Most = 4;

    /// <summary>Where there are more subjects, others may have become the frequent ones.</summary>
    private const int MissesToForget = 1 << 16;

    /// <summary>As many digits as a number of 32 bits holds in any case.</summary>
    private const int MostDigits = 9;

    private readonly Head?[] _heads = new Head?[Most];
    private int _known;
    private int _misses;

    /// <summary>Finds the message that some bytes begin with; false where it is for others to read.</summary>
    /// <param name="bytes">What has arrived.</param>
    /// <param name="head">How it begins.</param>
    /// <param name="body">Where its payload begins.</param>
    /// <param name="length">How long that is.</param>
    internal bool TryRead(ReadOnlySpan<byte> bytes, out Head head, out int body, out int length)
    {
        foreach (var known in _heads)
        {
            if (known is null) break;
            if (!bytes.StartsWith(known.Bytes)) continue;
            head = known;
            return TryLength(bytes, known.Bytes.Length, out body, out length);
        }

        head = null!;
        body = length = 0;
        return false;
    }

    /// <summary>Remembers how a message began that has neither headers nor a subject for replies.</summary>
    /// <param name="bytes">From its first byte to the space before its length.</param>
    /// <param name="subject">Its subject.</param>
    /// <param name="target">Where it went.</param>
    internal void Learn(ReadOnlySpan<byte> bytes, string subject, IMessageTarget target)
    {
        if (_known == Most)
        {
            if (++_misses < MissesToForget) return;
            Array.Clear(_heads);
            _known = _misses = 0;
        }

        _heads[_known++] = new Head(bytes.ToArray(), subject, target);
    }

    private static bool TryLength(ReadOnlySpan<byte> bytes, int at, out int body, out int length)
    {
        body = length = 0;
        var end = Math.Min(bytes.Length - 2, at + MostDigits);
        for (; at < end && char.IsAsciiDigit((char)bytes[at]); at++) length = (length * 10) + (bytes[at] - '0');
        body = at + 2;
        return at < bytes.Length - 1 && bytes[at] == '\r' && bytes[at + 1] == '\n' && bytes[at - 1] != ' ' && length <= Frame.MostBytes
            && bytes.Length - body >= length + 2 && bytes[body + length] == '\r' && bytes[body + length + 1] == '\n';
    }

    internal sealed record Head(byte[] Bytes, string Subject, IMessageTarget Target);
}
