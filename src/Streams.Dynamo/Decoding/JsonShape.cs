using System.Buffers.Binary;
using System.Buffers.Text;
using System.Runtime.CompilerServices;

namespace Streams.Dynamo.Decoding;

/// <summary>Reads JSON whose every byte but the numbers is known beforehand; the first deviation is a false.</summary>
/// <remarks>A caller that gets a false reads the message again with a JSON reader: the shape is a guess, never a demand.</remarks>
internal ref struct JsonShape(ReadOnlySpan<byte> text)
{
    // With up to 15 digits a double holds both the digits and the power of ten exactly: the quotient is rounded once, so correctly.
    private const int ExactDigits = 15;

    private static readonly double[] PowersOfTen =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    private readonly ReadOnlySpan<byte> _text = text;
    private int _at;

    internal readonly bool AtEnd => _at == _text.Length;

    // Inlined, a literal is compared as a few words.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Literal(ReadOnlySpan<byte> expected)
    {
        if (!_text[_at..].StartsWith(expected)) return false;
        _at += expected.Length;
        return true;
    }

    /// <summary>Reads an integer of up to 19 digits, as JSON writes them: no sign, no leading zero, nothing behind the digits but JSON.</summary>
    internal bool Unsigned(out ulong value)
    {
        var text = _text[_at..];
        var digits = 0;
        value = 0;
        while (text.Length - digits >= sizeof(ulong) && EightDigits(text[digits..], out var eight))
        {
            value = (value * 100_000_000) + eight;
            digits += sizeof(ulong);
        }

        while (digits < text.Length && (uint)(text[digits] - '0') <= 9) value = (value * 10) + (uint)(text[digits++] - '0');
        _at += digits;
        return digits is > 0 and <= 19 && (digits == 1 || text[0] != (byte)'0');
    }

    internal bool Key(out KeyNumber key)
    {
        var read = Unsigned(out var value);
        key = new KeyNumber(value);
        return read;
    }

    /// <summary>Reads an integer, or null as NaN.</summary>
    internal bool CountOrNull(ref double value)
    {
        if (Literal("null"u8)) return true;
        if (!Unsigned(out var count)) return false;
        value = count;
        return true;
    }

    /// <summary>Reads a number without sign and exponent, or leaves NaN for null.</summary>
    internal bool NumberOrNull(ref double value)
    {
        if (Literal("null"u8)) return true;
        var start = _at;
        if (!Unsigned(out var whole)) return false;
        value = whole;
        if (AtEnd || _text[_at] != (byte)'.') return true;
        var point = _at++;
        while (_at < _text.Length && (uint)(_text[_at] - '0') <= 9) whole = (whole * 10) + (uint)(_text[_at++] - '0');
        var decimals = _at - point - 1;
        if (decimals == 0) return false;
        if (_at - start - 1 <= ExactDigits)
        {
            value = whole / PowersOfTen[decimals];
            return true;
        }

        return Utf8Parser.TryParse(_text[start.._at], out value, out var consumed) && consumed == _at - start;
    }

    /// <summary>Reads eight digits at once: pairs of them, pairs of pairs, and pairs of those are added up inside one word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool EightDigits(ReadOnlySpan<byte> text, out ulong value)
    {
        value = BinaryPrimitives.ReadUInt64LittleEndian(text);
        if ((((value + 0x4646464646464646) | (value - 0x3030303030303030)) & 0x8080808080808080) != 0) return false;
        value -= 0x3030303030303030;
        value = (value * 10) + (value >> 8);
        value = (((value & 0x000000FF000000FF) * 0x000F424000000064) + (((value >> 16) & 0x000000FF000000FF) * 0x0000271000000001)) >> 32;
        return true;
    }
}
