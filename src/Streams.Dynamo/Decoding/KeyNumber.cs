using System.Globalization;

namespace Streams.Dynamo.Decoding;

/// <summary>An integer that names a worker or a rank: any u64 or i64, never converted through a double (D1, N2).</summary>
internal readonly record struct KeyNumber(ulong Bits, bool IsNegative)
{
    internal KeyNumber(ulong value)
        : this(value, false)
    {
    }

    internal KeyNumber(long value)
        : this((ulong)value, value < 0)
    {
    }

    /// <summary>Reads decimal text; false if it is neither a u64 nor an i64.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> text, out KeyNumber number)
    {
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var positive))
        {
            number = new KeyNumber(positive);
            return true;
        }

        number = default;
        if (text.IsEmpty || text[0] != (byte)'-') return false;
        if (!long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var negative)) return false;
        number = new KeyNumber(negative);
        return true;
    }

    public override string ToString() =>
        IsNegative ? ((long)Bits).ToString(CultureInfo.InvariantCulture) : Bits.ToString(CultureInfo.InvariantCulture);
}
