using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Streams.Nats.Connecting;

/// <summary>A cache of recent subjects as strings, so that a message need not allocate one.</summary>
/// <remarks>Each subject hashes to one slot, which keeps the latest of those that share it: memory stays bounded, however many subjects there are.</remarks>
internal sealed class SubjectNames
{
    private const int Places = 1024;

    /// <summary>Longer ones are rare, and not kept.</summary>
    private const int LongestKept = 256;

    private readonly (byte[] Bytes, string Text)[] _kept = new (byte[], string)[Places];

    internal string Of(ReadOnlySpan<byte> subject)
    {
        if (subject.Length > LongestKept) return Encoding.UTF8.GetString(subject);
        ref var kept = ref _kept[Hash(subject) & (Places - 1)];
        if (kept.Text is null || !subject.SequenceEqual(kept.Bytes)) kept = (subject.ToArray(), Encoding.UTF8.GetString(subject));
        return kept.Text;
    }

    /// <summary>Eight bytes at once: .NET's own hash of bytes costs three times as much, for each message.</summary>
    private static int Hash(ReadOnlySpan<byte> subject)
    {
        const ulong Spread = 0x9E3779B97F4A7C15;
        var hash = (ulong)subject.Length;
        while (subject.Length >= sizeof(ulong))
        {
            hash = BitOperations.RotateLeft(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(subject), 29) * Spread;
            subject = subject[sizeof(ulong)..];
        }

        foreach (var one in subject) hash = BitOperations.RotateLeft(hash ^ one, 29) * Spread;
        return (int)(hash >> 32);
    }
}
