using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Streams.Json;

namespace Streams.Recording;

/// <summary>Stamps as the recording writes them: <c>2026-11-24T03:00:00.1234567Z</c>, UTC, to the tick of 100 ns.</summary>
/// <remarks>Remembers the last second, since most stamps share it. One thread at a time.</remarks>
public sealed class RecordStamp
{
    /// <summary>The length of a stamp in full.</summary>
    internal const int Length = 28;

    private const int SecondLength = 19;

    private readonly byte[] _text = new byte[Length];
    private long _secondTicks = -1;

    /// <summary>A stamp as text.</summary>
    public static string Format(DateTimeOffset at) => at.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>Writes a stamp into the first <see cref="Length"/> bytes of <paramref name="to"/>.</summary>
    internal void Write(long ticks, Span<byte> to)
    {
        var fraction = (int)(ticks % TimeSpan.TicksPerSecond);
        if (ticks - fraction != _secondTicks)
        {
            _secondTicks = ticks - fraction;
            Utf8Formatter.TryFormat(new DateTime(_secondTicks, DateTimeKind.Utc), _text, out _, 'O');
        }

        _text.CopyTo(to);
        for (var i = SecondLength + 7; fraction > 0; i--)
        {
            to[i] = (byte)('0' + (fraction % 10));
            fraction /= 10;
        }
    }

    /// <summary>Reads a stamp that is written in full; others are for <see cref="TryParse"/>.</summary>
    internal bool TryReadFull(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text.Length != Length || text[SecondLength] != '.' || text[Length - 1] != 'Z') return false;
        if (_secondTicks < 0 || !text[..SecondLength].SequenceEqual(_text.AsSpan(0, SecondLength)))
        {
            if (!JsonTimes.TryRfc3339(text, out var whole)) return false;
            _secondTicks = whole - (whole % TimeSpan.TicksPerSecond);
            Utf8Formatter.TryFormat(new DateTime(_secondTicks, DateTimeKind.Utc), _text, out _, 'O');
        }

        var fraction = 0;
        for (var i = SecondLength + 1; i < Length - 1; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit > 9) return false;
            fraction = (fraction * 10) + (int)digit;
        }

        ticks = _secondTicks + fraction;
        return true;
    }

    /// <summary>Reads an instant of RFC 3339; digits beyond 100 ns are cut.</summary>
    public static bool TryParse(string text, out DateTimeOffset at)
    {
        var isRead = JsonTimes.TryRfc3339(Encoding.UTF8.GetBytes(text), out var ticks);
        at = isRead ? new DateTimeOffset(ticks, TimeSpan.Zero) : default;
        return isRead;
    }
}
