using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Streams.Benchmarks.Publishing;

/// <summary>Writes Dynamo's messages into one buffer, without allocating: the publisher must not be what is measured.</summary>
internal sealed class MessageWriter(byte[] buffer)
{
    internal int Length { get; set; }

    internal void Text(ReadOnlySpan<byte> text)
    {
        text.CopyTo(buffer.AsSpan(Length));
        Length += text.Length;
    }

    internal void Digits(ulong number)
    {
        number.TryFormat(buffer.AsSpan(Length), out var written, provider: CultureInfo.InvariantCulture);
        Length += written;
    }

    internal void Field(ReadOnlySpan<byte> before, ulong number)
    {
        Text(before);
        Digits(number);
    }

    /// <summary>The header of a MessagePack map of up to 15 names.</summary>
    internal void Map(int names) => buffer[Length++] = (byte)(0x80 | names);

    internal void Name(ReadOnlySpan<byte> text)
    {
        buffer[Length++] = (byte)(0xa0 | text.Length);
        Text(text);
    }

    internal void Pack(ReadOnlySpan<byte> name, ulong number)
    {
        Name(name);
        switch (number)
        {
            case < 128: buffer[Length++] = (byte)number; break;
            case <= byte.MaxValue: Tagged(0xcc, number, 1); break;
            case <= ushort.MaxValue: Tagged(0xcd, number, 2); break;
            case <= uint.MaxValue: Tagged(0xce, number, 4); break;
            default: Tagged(0xcf, number, 8); break;
        }
    }

    internal void Pack(ReadOnlySpan<byte> name, double number)
    {
        Name(name);
        Tagged(0xcb, (ulong)BitConverter.DoubleToInt64Bits(number), 8);
    }

    internal void PackNothing(ReadOnlySpan<byte> name)
    {
        Name(name);
        buffer[Length++] = 0xc0;
    }

    internal void PackDigits(ReadOnlySpan<byte> name, ulong number)
    {
        Name(name);
        var head = Length++;
        Digits(number);
        buffer[head] = (byte)(0xa0 | (Length - head - 1));
    }

    /// <summary>A binary of a length that is known when it is written.</summary>
    internal int BeginBinary(ReadOnlySpan<byte> name)
    {
        Name(name);
        buffer[Length] = 0xc5;
        return Length += 3;
    }

    internal void EndBinary(int from) => BinaryPrimitives.WriteUInt16BigEndian(buffer.AsSpan(from - 2), (ushort)(Length - from));

    public override string ToString() => Encoding.ASCII.GetString(buffer, 0, Length);

    private void Tagged(byte tag, ulong number, int bytes)
    {
        buffer[Length++] = tag;
        for (var shift = 8 * (bytes - 1); shift >= 0; shift -= 8) buffer[Length++] = (byte)(number >> shift);
    }
}
