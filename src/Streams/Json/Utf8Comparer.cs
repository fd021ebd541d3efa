using System.Runtime.InteropServices;

namespace Streams.Json;

/// <summary>Compares UTF-8 texts byte by byte, so that a dictionary finds one without making text of it.</summary>
internal sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    internal static readonly Utf8Comparer Instance = new();

    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public int GetHashCode(byte[] text) => GetHashCode(text.AsSpan());

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    // The hash of text, since it differs from process to process: nobody can choose keys that collide.
    public int GetHashCode(ReadOnlySpan<byte> alternate) =>
        string.GetHashCode(MemoryMarshal.Cast<byte, char>(alternate)) + ((alternate.Length & 1) == 0 ? 0 : alternate[^1]);

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
}
