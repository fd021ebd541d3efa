using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Streams.Json;

/// <summary>Instants as JSON and files write them, in ticks of UTC; false for what is none, or lies outside the years 1 to 9999.</summary>
internal static class JsonTimes
{
    /// <summary>The longest text that is read as an instant, in bytes: far more digits than anyone's clock has.</summary>
    private const int LongestText = 64;

    // An escape is at most six times as long as what it stands for.
    private const int LongestEscapedText = 6 * LongestText;

    private const long TicksAtEpoch = 621_355_968_000_000_000;

    /// <summary>The names of the forms, as files and flags have them.</summary>
    internal static IReadOnlyDictionary<string, JsonTimeForm> Forms { get; } = new Dictionary<string, JsonTimeForm>
    {
        ["rfc3339"] = JsonTimeForm.Rfc3339,
        ["unix_s"] = JsonTimeForm.UnixS,
        ["unix_ms"] = JsonTimeForm.UnixMs,
        ["unix_us"] = JsonTimeForm.UnixUs,
        ["unix_ns"] = JsonTimeForm.UnixNs,
    };

    /// <summary>Reads a value: a number since the Unix epoch may stand in a text, as encoders of 64-bit numbers write it.</summary>
    internal static bool TryRead(in JsonValue value, ReadOnlySpan<byte> json, JsonTimeForm form, out long ticks)
    {
        ticks = 0;
        if (value.Type == JsonTokenType.Number) return form != JsonTimeForm.Rfc3339 && TryUnix(value.Written(json), form, out ticks);
        Span<byte> buffer = stackalloc byte[LongestEscapedText];
        if (value.Type != JsonTokenType.String || !value.TryText(json, buffer, out var text)) return false;
        return form == JsonTimeForm.Rfc3339 ? TryRfc3339(text, out ticks) : text.Length <= LongestText && JsonNumber.Is(text) && TryUnix(text, form, out ticks);
    }

    /// <summary>Reads a number of JSON.</summary>
    internal static bool TryUnix(ReadOnlySpan<byte> number, JsonTimeForm form, out long ticks)
    {
        var (multiplier, divisor) = form switch
        {
            JsonTimeForm.UnixS => (TimeSpan.TicksPerSecond, 1),
            JsonTimeForm.UnixMs => (TimeSpan.TicksPerMillisecond, 1),
            JsonTimeForm.UnixUs => (TimeSpan.TicksPerMicrosecond, 1),
            _ => (1, 100),
        };
        if (divisor == 1 && Utf8Parser.TryParse(number, out long whole, out var length) && length == number.Length)
        {
            // Within these bounds no product overflows.
            var isInside = whole >= -TicksAtEpoch / multiplier && whole <= (DateTime.MaxValue.Ticks - TicksAtEpoch) / multiplier;
            ticks = isInside ? TicksAtEpoch + (whole * multiplier) : 0;
            return isInside;
        }

        ticks = 0;
        if (!decimal.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var count)) return false;
        var unit = (decimal)multiplier / divisor;
        if (count < -TicksAtEpoch / unit || count >= (DateTime.MaxValue.Ticks + 1 - TicksAtEpoch) / unit) return false;
        ticks = (long)decimal.Floor((count * unit) + TicksAtEpoch);
        return true;
    }

    /// <summary>
    /// Reads text such as <c>2026-11-24T03:00:00.123+01:00</c>; small letters are as good, and a space for the <c>T</c>; a second of 60 is
    /// not.
    /// </summary>
    internal static bool TryRfc3339(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text.Length is < 20 or > LongestText || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':') return false;
        if (text[10] != ' ' && (text[10] | 0x20) != 't') return false;
        if (!TryDigits(text[..4], out var year) || !TryDigits(text[5..7], out var month) || !TryDigits(text[8..10], out var day)) return false;
        if (!TryDigits(text[11..13], out var hour) || !TryDigits(text[14..16], out var minute) || !TryDigits(text[17..19], out var second)) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59) return false;
        if (!TryFraction(text[19..], out var fraction, out var length) || !TryOffset(text[(19 + length)..], out var offset)) return false;
        ticks = new DateTime(year, month, day, hour, minute, second).Ticks + fraction - (offset * TimeSpan.TicksPerMinute);
        return ticks >= 0 && ticks <= DateTime.MaxValue.Ticks;
    }

    private static bool TryFraction(ReadOnlySpan<byte> text, out long ticks, out int length)
    {
        ticks = length = 0;
        if (text[0] != '.') return true;
        var weight = TimeSpan.TicksPerSecond / 10;
        for (length = 1; length < text.Length && char.IsAsciiDigit((char)text[length]); length++)
        {
            ticks += (text[length] - '0') * weight;
            weight /= 10;
        }

        return length > 1;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 1) return (text[0] | 0x20) == 'z';
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':') return false;
        if (!TryDigits(text[1..3], out var hours) || !TryDigits(text[4..], out minutes) || hours > 23 || minutes > 59) return false;
        minutes += hours * 60;
        if (text[0] == '-') minutes = -minutes;
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit((char)c)) return false;
            number = (number * 10) + (c - '0');
        }

        return true;
    }
}
