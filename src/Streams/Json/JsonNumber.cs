using System.Buffers.Binary;
using System.Buffers.Text;
using System.Numerics;

namespace Streams.Json;

/// <summary>Numbers as RFC 8259 writes them.</summary>
internal static class JsonNumber
{
    // With up to 15 digits a double holds both the digits and the power of ten exactly: the quotient is rounded once, so correctly.
    private const int ExactDigits = 15;

    private static readonly double[] PowersOfTen =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>Moves <paramref name="at"/> behind the number that begins there; false where none does.</summary>
    internal static bool TryPass(ReadOnlySpan<byte> text, ref int at)
    {
        var i = at;
        if (i < text.Length && text[i] == '-') i++;
        var start = i;
        if (!PassDigits(text, ref i) || (text[start] == '0' && i - start > 1)) return false;
        if (i < text.Length && text[i] == '.')
        {
            i++;
            if (!PassDigits(text, ref i)) return false;
        }

        if (i < text.Length && (text[i] | 0x20) == 'e')
        {
            i++;
            if (i < text.Length && text[i] is (byte)'+' or (byte)'-') i++;
            if (!PassDigits(text, ref i)) return false;
        }

        at = i;
        return true;
    }

    /// <summary>Whether a text is a number and nothing else.</summary>
    internal static bool Is(ReadOnlySpan<byte> text)
    {
        var at = 0;
        return TryPass(text, ref at) && at == text.Length;
    }

    /// <summary>The double that is nearest to a number; false where it is too great for one.</summary>
    internal static bool TryDouble(ReadOnlySpan<byte> number, out double value) =>
        TryShort(number, out value) || (Utf8Parser.TryParse(number, out value, out var read) && read == number.Length && double.IsFinite(value));

    private static bool TryShort(ReadOnlySpan<byte> number, out double value)
    {
        value = 0;
        var isNegative = number[0] == '-';
        if (isNegative) number = number[1..];
        if (number.Length > ExactDigits) return false;
        var digits = 0L;
        var point = -1;
        for (var i = 0; i < number.Length; i++)
        {
            var digit = (uint)(number[i] - '0');
            if (digit <= 9) digits = (digits * 10) + digit;
            else if (number[i] == '.') point = i;
            else return false;
        }

        value = point < 0 ? digits : digits / PowersOfTen[number.Length - point - 1];
        if (isNegative) value = -value;
        return true;
    }

    private static bool PassDigits(ReadOnlySpan<byte> text, ref int i)
    {
        var start = i;
        while (text.Length - i >= sizeof(ulong))
        {
            var others = OthersThanDigits(BinaryPrimitives.ReadUInt64LittleEndian(text[i..]));
            if (others == 0)
            {
                i += sizeof(ulong);
                continue;
            }

            i += BitOperations.TrailingZeroCount(others) / 8;
            return i > start;
        }

        while ((uint)i < (uint)text.Length && (uint)(text[i] - '0') <= 9) i++;
        return i > start;
    }

    // Of eight bytes at once: the first that has no 3 in its upper half, or none any more when 6 is added, is no digit. Those behind it may be anything.
    private static ulong OthersThanDigits(ulong eight) =>
        ((eight & 0xF0F0F0F0F0F0F0F0) ^ 0x3030303030303030) | (((eight + 0x0606060606060606) & 0xF0F0F0F0F0F0F0F0) ^ 0x3030303030303030);
}
