using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Streams.Discovery.Kubernetes;

/// <summary>The worker id that Dynamo makes of a resource's name: SipHash-1-3 without a key of the name and a byte ff, the low 53 bits.</summary>
internal static class WorkerIds
{
    private const ulong Mask = (1UL << 53) - 1;

    /// <summary>The id as a decimal number.</summary>
    internal static string Of(string name) => (Hash([.. Encoding.UTF8.GetBytes(name), 0xff]) & Mask).ToString();

    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        ulong a = 0x736f6d6570736575, b = 0x646f72616e646f6d, c = 0x6c7967656e657261, d = 0x7465646279746573;
        var last = (ulong)bytes.Length << 56;
        for (; bytes.Length >= 8; bytes = bytes[8..]) Take(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        for (var i = 0; i < bytes.Length; i++) last |= (ulong)bytes[i] << (8 * i);
        Take(last);
        c ^= 0xff;
        for (var i = 0; i < 3; i++) Round();
        return a ^ b ^ c ^ d;

        void Take(ulong word)
        {
            d ^= word;
            Round();
            a ^= word;
        }

        void Round()
        {
            a += b;
            c += d;
            b = BitOperations.RotateLeft(b, 13) ^ a;
            d = BitOperations.RotateLeft(d, 16) ^ c;
            a = BitOperations.RotateLeft(a, 32);
            c += b;
            a += d;
            b = BitOperations.RotateLeft(b, 17) ^ c;
            d = BitOperations.RotateLeft(d, 21) ^ a;
            c = BitOperations.RotateLeft(c, 32);
        }
    }
}
