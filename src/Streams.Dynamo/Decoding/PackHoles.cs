using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Nerdbank.MessagePack;

namespace Streams.Dynamo.Decoding;

/// <summary>Holes in MessagePack: any width of a value that a full reader would take.</summary>
internal readonly struct PackHoles : IHoles
{
    // Most holes are small numbers, which are not worth a call.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryFill(ReadOnlySpan<byte> message, ref int at, Hole hole, int field, ref WorkerReport report)
    {
        if (hole != Hole.Number || (uint)at >= (uint)message.Length || message[at] > MessagePackCode.MaxFixInt)
        {
            return TryFillAny(message, ref at, hole, field, ref report);
        }
        report.Values[field] = message[at++];
        return true;
    }

    private static bool TryFillAny(ReadOnlySpan<byte> message, ref int at, Hole hole, int field, ref WorkerReport report)
    {
        if ((uint)at < (uint)message.Length)
        {
            switch (hole)
            {
                case Hole.Number:
                    return TryNumber(message, ref at, field, ref report);
                case Hole.Ignored:
                    return TryIgnored(message, ref at);
                case Hole.Worker:
                    return TryKey(message, ref at, ref report.Worker);
                case Hole.Rank:
                    return TryKey(message, ref at, ref report.Rank);
                case Hole.Publisher:
                    return TryUnsigned(message, ref at, ref report.Publisher);
                case Hole.Sequence:
                    return TryUnsigned(message, ref at, ref report.Sequence);
                case Hole.Payload:
                    var isHead = TryLength(message, ref at, MessagePackCode.Bin8, out var length);
                    report.PayloadEnd = at + length;
                    return isHead;
            }
        }

        return hole == Hole.PayloadEnd && at == report.PayloadEnd;
    }

    public static bool IsOneLineJson(ReadOnlySpan<byte> message) => false;

    private static bool TryNumber(ReadOnlySpan<byte> bytes, ref int at, int field, ref WorkerReport report)
    {
        var code = bytes[at];
        if (code is MessagePackCode.UInt8 or MessagePackCode.UInt16 && bytes.Length - at > 2)
        {
            report.Values[field] = code == MessagePackCode.UInt8 ? bytes[at + 1] : BinaryPrimitives.ReadUInt16BigEndian(bytes[(at + 1)..]);
            at += code == MessagePackCode.UInt8 ? 2 : 3;
            return true;
        }

        if (code == MessagePackCode.Nil)
        {
            at++;
            return true;
        }

        double number;
        var isCount = false;
        if (code is MessagePackCode.Float64)
        {
            if (bytes.Length - at < 9) return false;
            number = BinaryPrimitives.ReadDoubleBigEndian(bytes[(at + 1)..]);
            at += 9;
        }
        else if (code is MessagePackCode.Float32)
        {
            if (bytes.Length - at < 5) return false;
            number = BinaryPrimitives.ReadSingleBigEndian(bytes[(at + 1)..]);
            at += 5;
        }
        else
        {
            if (!TryInteger(bytes, ref at, out var integer)) return false;
            number = integer.IsNegative ? (long)integer.Bits : integer.Bits;
            isCount = !integer.IsNegative;
        }

        // What may be no count is for the full reader to judge.
        if (!(number < WorkerReport.MostCount)) return false;
        report.Values[field] = number;
        if (!isCount) report.MaybeNoCounts |= 1u << field;
        return true;
    }

    private static bool TryInteger(ReadOnlySpan<byte> bytes, ref int at, out KeyNumber value)
    {
        var code = bytes[at++];
        value = new KeyNumber((long)(sbyte)code);
        if (code is <= MessagePackCode.MaxFixInt or >= MessagePackCode.MinNegativeFixInt) return true;
        if (code is < MessagePackCode.UInt8 or > MessagePackCode.Int64) return false;
        // One, two, four or eight bytes, without and then with a sign.
        var size = 1 << ((code - MessagePackCode.UInt8) & 3);
        if (bytes.Length - at < size) return false;
        var number = bytes.Slice(at, size);
        at += size;
        value = code switch
        {
            MessagePackCode.UInt8 => new KeyNumber((ulong)number[0]),
            MessagePackCode.UInt16 => new KeyNumber((ulong)BinaryPrimitives.ReadUInt16BigEndian(number)),
            MessagePackCode.UInt32 => new KeyNumber((ulong)BinaryPrimitives.ReadUInt32BigEndian(number)),
            MessagePackCode.UInt64 => new KeyNumber(BinaryPrimitives.ReadUInt64BigEndian(number)),
            MessagePackCode.Int8 => new KeyNumber((long)(sbyte)number[0]),
            MessagePackCode.Int16 => new KeyNumber((long)BinaryPrimitives.ReadInt16BigEndian(number)),
            MessagePackCode.Int32 => new KeyNumber((long)BinaryPrimitives.ReadInt32BigEndian(number)),
            _ => new KeyNumber(BinaryPrimitives.ReadInt64BigEndian(number)),
        };
        return true;
    }

    private static bool TryUnsigned(ReadOnlySpan<byte> bytes, ref int at, ref ulong? value)
    {
        if (!TryInteger(bytes, ref at, out var integer) || integer.IsNegative) return false;
        value = integer.Bits;
        return true;
    }

    private static bool TryKey(ReadOnlySpan<byte> bytes, ref int at, ref KeyNumber? key)
    {
        var code = bytes[at];
        if (code == MessagePackCode.Nil)
        {
            at++;
            return true;
        }

        KeyNumber number;
        if (!IsText(code))
        {
            if (!TryInteger(bytes, ref at, out number)) return false;
        }
        else
        {
            if (!TryLength(bytes, ref at, MessagePackCode.Str8, out var length)) return false;
            var text = bytes.Slice(at, length);
            at += length;
            ulong digits = 0;
            var read = 0;
            if (Digits.Read(text, ref read, ref digits) == length && length is > 0 and <= Digits.Longest) number = new KeyNumber(digits);
            else if (!KeyNumber.TryParse(text, out number)) return false;
        }

        key = number;
        return true;
    }

    private static bool TryIgnored(ReadOnlySpan<byte> bytes, ref int at)
    {
        var code = bytes[at];
        if (code is MessagePackCode.Nil or MessagePackCode.True or MessagePackCode.False)
        {
            at++;
            return true;
        }

        if (IsText(code)) return TryPass(bytes, ref at, MessagePackCode.Str8);
        if (code is >= MessagePackCode.Bin8 and <= MessagePackCode.Bin32) return TryPass(bytes, ref at, MessagePackCode.Bin8);
        if (code is not (MessagePackCode.Float32 or MessagePackCode.Float64)) return TryInteger(bytes, ref at, out _);
        at += code == MessagePackCode.Float32 ? 5 : 9;
        return at <= bytes.Length;
    }

    private static bool TryPass(ReadOnlySpan<byte> bytes, ref int at, byte first)
    {
        if (!TryLength(bytes, ref at, first, out var length)) return false;
        at += length;
        return true;
    }

    // Reads the head of text or bytes; the bytes are there. Codes of 8, 16 and 32 bits follow on the first.
    private static bool TryLength(ReadOnlySpan<byte> bytes, ref int at, byte first, out int length)
    {
        length = 0;
        var code = bytes[at++];
        if (first == MessagePackCode.Str8 && code is >= MessagePackCode.MinFixStr and <= MessagePackCode.MaxFixStr)
        {
            length = code - MessagePackCode.MinFixStr;
            return length <= bytes.Length - at;
        }

        if (code < first || code > first + 2) return false;
        var size = 1 << (code - first);
        if (bytes.Length - at < size) return false;
        uint stated = size switch
        {
            1 => bytes[at],
            2 => BinaryPrimitives.ReadUInt16BigEndian(bytes[at..]),
            _ => BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]),
        };
        at += size;
        length = (int)Math.Min(stated, int.MaxValue);
        return stated <= (uint)(bytes.Length - at);
    }

    private static bool IsText(byte code) =>
        code is (>= MessagePackCode.MinFixStr and <= MessagePackCode.MaxFixStr) or (>= MessagePackCode.Str8 and <= MessagePackCode.Str32);
}
