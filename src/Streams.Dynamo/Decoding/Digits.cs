using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Streams.Dynamo.Decoding;

/// <summary>Reads runs of decimal digits, eight at once.</summary>
internal static class Digits
{
    /// <summary>As many digits as every number of them fits into 64 bits.</summary>
    internal const int Longest = 19;

    /// <summary>Reads all digits that stand at <paramref name="at"/>, and gives how many; beyond <see cref="Longest"/> the value is none.</summary>
    internal static int Read(ReadOnlySpan<byte> text, ref int at, ref ulong value)
    {
        var start = at;
        while (text.Length - at >= sizeof(ulong) && TryEight(text[at..], out var eight))
        {
            value = (value * 100_000_000) + eight;
            at += sizeof(ulong);
        }

        while ((uint)at < (uint)text.Length && (uint)(text[at] - '0') <= 9) value = (value * 10) + (uint)(text[at++] - '0');
        return at - start;
    }

    // Pairs of digits, pairs of those, and pairs of those again are added up inside one word.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryEight(ReadOnlySpan<byte> text, out ulong value)
    {
        value = BinaryPrimitives.ReadUInt64LittleEndian(text);
        if ((((value + 0x4646464646464646) | (value - 0x3030303030303030)) & 0x8080808080808080) != 0) return false;
        value -= 0x3030303030303030;
        value = (value * 10) + (value >> 8);
        value = (((value & 0x000000FF000000FF) * 0x000F424000000064) + (((value >> 16) & 0x000000FF000000FF) * 0x0000271000000001)) >> 32;
        return true;
    }
}
