using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Unicode;

namespace Streams.Dynamo.Decoding;

/// <summary>Holes in JSON text. What follows a value is for the shape to tell: its known bytes go on with a comma, a bracket or a quote.</summary>
internal readonly struct JsonHoles : IHoles
{
    // With up to 15 digits a double holds both the digits and the power of ten exactly: the quotient is rounded once, so correctly.
    private const int ExactDigits = 15;

    private const int HexDigits = 16;

    // Readers of JSON have limits of their own, none below this.
    private const int MaxDepth = 60;

    private static readonly double[] PowersOfTen =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    private static readonly SearchValues<byte> Plain =
        SearchValues.Create([.. Enumerable.Range(' ', 0x7f - ' ').Where(c => c is not ('"' or '\\')).Select(c => (byte)c)]);

    public static bool TryFill(ReadOnlySpan<byte> message, ref int at, Hole hole, int field, ref WorkerReport report) => hole switch
    {
        Hole.Number => TryNumber(message, ref at, field, ref report),
        Hole.Worker => TryKey(message, ref at, ref report.Worker),
        Hole.Rank => TryKey(message, ref at, ref report.Rank),
        Hole.HexWorker => TryHex(message, ref at, ref report.Worker),
        Hole.Ignored => TryIgnored(message, ref at),
        _ => false,
    };

    public static bool IsOneLineJson(ReadOnlySpan<byte> message) =>
        message[0] == (byte)'{' && message[^1] == (byte)'}' && !message.ContainsAny((byte)'\n', (byte)'\r')
        && message.Count((byte)'{') + message.Count((byte)'[') <= MaxDepth && Utf8.IsValid(message);

    private static bool TryNumber(ReadOnlySpan<byte> text, ref int at, int field, ref WorkerReport report)
    {
        var start = at;
        ulong digits = 0;
        var whole = Digits.Read(text, ref at, ref digits);
        if (whole == 0) return at < text.Length && (text[at] == (byte)'n' ? TryNull(text, ref at) : TryAnyNumber(text, ref at, field, ref report));
        if (whole > 1 && text[start] == (byte)'0') return false;
        if (at < text.Length && text[at] == (byte)'.')
        {
            at++;
            var decimals = Digits.Read(text, ref at, ref digits);
            if (decimals > 0 && whole + decimals <= ExactDigits && !IsExponent(text, at))
            {
                report.Values[field] = digits / PowersOfTen[decimals];
                report.MaybeNoCounts |= 1u << field;
                return true;
            }
        }
        else if (whole <= Digits.Longest && digits < WorkerReport.MostCount && !IsExponent(text, at))
        {
            report.Values[field] = digits;
            return true;
        }

        at = start;
        return TryAnyNumber(text, ref at, field, ref report);
    }

    // As the JSON reader's TryGetDouble reads it; what may be no count is for the full reader to judge.
    private static bool TryAnyNumber(ReadOnlySpan<byte> text, ref int at, int field, ref WorkerReport report)
    {
        var start = at;
        if (!TryPassNumber(text, ref at)) return false;
        if (!Utf8Parser.TryParse(text[start..at], out double any, out var used) || used != at - start || !(any < WorkerReport.MostCount)) return false;
        report.Values[field] = any;
        report.MaybeNoCounts |= 1u << field;
        return true;
    }

    private static bool TryKey(ReadOnlySpan<byte> text, ref int at, ref KeyNumber? key)
    {
        if (at >= text.Length) return false;
        if (text[at] == (byte)'n') return TryNull(text, ref at);
        var isText = text[at] == (byte)'"';
        if (isText) at++;
        var start = at;
        ulong digits = 0;
        var count = Digits.Read(text, ref at, ref digits);
        if (count is 0 or > Digits.Longest)
        {
            at = start;
            if (!TryLongKey(text, ref at, ref key)) return false;
        }
        else
        {
            if (!isText && ((count > 1 && text[start] == (byte)'0') || IsExponent(text, at) || IsPoint(text, at))) return false;
            key = new KeyNumber(digits);
        }

        return !isText || (at < text.Length && text[at++] == (byte)'"');
    }

    // Below zero, or of more digits than fit without a look at them.
    private static bool TryLongKey(ReadOnlySpan<byte> text, ref int at, ref KeyNumber? key)
    {
        var start = at;
        if (!TryPassNumber(text, ref at) || !KeyNumber.TryParse(text[start..at], out var number)) return false;
        key = number;
        return true;
    }

    private static bool TryHex(ReadOnlySpan<byte> text, ref int at, ref KeyNumber? worker)
    {
        var start = at;
        while (at < text.Length && char.IsAsciiHexDigit((char)text[at])) at++;
        if (at == start || at - start > HexDigits) return false;
        worker = new KeyNumber(ulong.Parse(text[start..at], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        return true;
    }

    private static bool TryIgnored(ReadOnlySpan<byte> text, ref int at)
    {
        if (at >= text.Length) return false;
        if (text[at] == (byte)'n') return TryNull(text, ref at);
        if (text[at] != (byte)'"') return TryPassNumber(text, ref at);
        var length = text[++at..].IndexOfAnyExcept(Plain);
        if (length < 0) return false;
        at += length + 1;
        return text[at - 1] == (byte)'"';
    }

    private static bool TryPassNumber(ReadOnlySpan<byte> text, ref int at)
    {
        ulong digits = 0;
        if (at < text.Length && text[at] == (byte)'-') at++;
        var start = at;
        var whole = Digits.Read(text, ref at, ref digits);
        if (whole == 0 || (whole > 1 && text[start] == (byte)'0')) return false;
        if (IsPoint(text, at))
        {
            at++;
            if (Digits.Read(text, ref at, ref digits) == 0) return false;
        }

        if (!IsExponent(text, at)) return true;
        at++;
        if (at < text.Length && text[at] is (byte)'+' or (byte)'-') at++;
        return Digits.Read(text, ref at, ref digits) > 0;
    }

    private static bool TryNull(ReadOnlySpan<byte> text, ref int at)
    {
        if (!text[at..].StartsWith("null"u8)) return false;
        at += 4;
        return true;
    }

    private static bool IsPoint(ReadOnlySpan<byte> text, int at) => at < text.Length && text[at] == (byte)'.';

    private static bool IsExponent(ReadOnlySpan<byte> text, int at) => at < text.Length && (text[at] | 0x20) == 'e';
}
