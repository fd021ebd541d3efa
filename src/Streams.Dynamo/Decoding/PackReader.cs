using Nerdbank.MessagePack;
using static Nerdbank.MessagePack.MessagePackPrimitives;

namespace Streams.Dynamo.Decoding;

/// <summary>Reads MessagePack from a span; false means that the bytes are not MessagePack, or not of the type asked for.</summary>
/// <remarks>Over the library's primitives rather than its reader, which wants the bytes on the heap and throws for bad ones.</remarks>
internal ref struct PackReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    internal readonly int Left => _rest.Length;

    internal readonly bool AtEnd => _rest.IsEmpty;

    internal readonly MessagePackType Next => _rest.IsEmpty ? MessagePackType.Unknown : MessagePackCode.ToMessagePackType(_rest[0]);

    internal bool TryNil() => TryReadNil(_rest, out var size) == DecodeResult.Success && Take(size);

    internal bool TryMap(out uint pairs) => TryReadMapHeader(_rest, out pairs, out var size) == DecodeResult.Success && Take(size);

    internal bool TryText(out ReadOnlySpan<byte> text)
    {
        text = default;
        return TryReadStringHeader(_rest, out var length, out var size) == DecodeResult.Success && Take(size) && TryTake(length, out text);
    }

    internal bool TryBinary(out ReadOnlySpan<byte> binary)
    {
        binary = default;
        return Next == MessagePackType.Binary
            && TryReadBinHeader(_rest, out var length, out var size) == DecodeResult.Success && Take(size) && TryTake(length, out binary);
    }

    /// <summary>Reads an integer that is not negative.</summary>
    internal bool TryUnsigned(out ulong value)
    {
        var read = TryInteger(out var integer) && !integer.IsNegative;
        value = integer.Bits;
        return read;
    }

    /// <summary>Reads any integer: a u64 or i64.</summary>
    internal bool TryInteger(out KeyNumber value)
    {
        value = default;
        if (Next != MessagePackType.Integer) return false;
        int size;
        if (_rest[0] is (>= MessagePackCode.Int8 and <= MessagePackCode.Int64) or >= MessagePackCode.MinNegativeFixInt)
        {
            // The library throws where it is asked for an unsigned number and finds a negative one.
            if (TryRead(_rest, out long signed, out size) != DecodeResult.Success) return false;
            value = new KeyNumber(signed);
        }
        else
        {
            if (TryRead(_rest, out ulong unsigned, out size) != DecodeResult.Success) return false;
            value = new KeyNumber(unsigned);
        }

        return Take(size);
    }

    /// <summary>Reads any integer or floating-point number.</summary>
    internal bool TryNumber(out double value)
    {
        if (Next != MessagePackType.Integer) return TryRead(_rest, out value, out var size) == DecodeResult.Success && Take(size);
        var read = TryInteger(out var integer);
        value = integer.IsNegative ? (long)integer.Bits : integer.Bits;
        // The next whole number reads as the same double.
        if (value == WorkerReport.MostCount && integer.Bits > WorkerReport.MostCount) value = double.BitIncrement(value);
        return read;
    }

    /// <summary>Passes over one value, however deep, in time and memory that the bytes bound.</summary>
    /// <param name="lesson">Where its scalars are noted, if at all.</param>
    internal bool TrySkip(Lesson? lesson = null)
    {
        for (ulong left = 1; left > 0; left--)
        {
            if (Next is not (MessagePackType.Map or MessagePackType.Array or MessagePackType.Extension)) lesson?.NoteLeft(Left, Hole.Ignored);
            if (!TrySkipOne(out var inside)) return false;
            left += inside;
        }

        return true;
    }

    private bool TrySkipOne(out ulong inside)
    {
        inside = 0;
        switch (Next)
        {
            case MessagePackType.Integer:
                return TryInteger(out _);
            case MessagePackType.Nil:
                return TryNil();
            case MessagePackType.Boolean:
                return Take(1);
            case MessagePackType.Float:
                return TryNumber(out _);
            case MessagePackType.String:
                return TryText(out _);
            case MessagePackType.Binary:
                return TryBinary(out _);
            case MessagePackType.Array:
                var isArray = TryReadArrayHeader(_rest, out var items, out var arraySize) == DecodeResult.Success && Take(arraySize);
                inside = items;
                return isArray;
            case MessagePackType.Map:
                var isMap = TryMap(out var pairs);
                inside = 2UL * pairs;
                return isMap;
            case MessagePackType.Extension:
                return TryReadExtensionHeader(_rest, out var header, out var size) == DecodeResult.Success
                    && Take(size) && TryTake(header.Length, out _);
            default:
                return false;
        }
    }

    private bool Take(int size)
    {
        _rest = _rest[size..];
        return true;
    }

    private bool TryTake(uint length, out ReadOnlySpan<byte> taken)
    {
        taken = default;
        if (length > (uint)_rest.Length) return false;
        taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return true;
    }
}
