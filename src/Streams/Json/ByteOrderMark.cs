namespace Streams.Json;

/// <summary>The mark that a text in UTF-8 may begin with.</summary>
internal static class ByteOrderMark
{
    private static ReadOnlySpan<byte> Bytes => [0xEF, 0xBB, 0xBF];

    /// <summary>The text behind the mark, if it has one: RFC 8259 lets a reader ignore it.</summary>
    internal static ReadOnlySpan<byte> Skip(ReadOnlySpan<byte> text) => text.StartsWith(Bytes) ? text[Bytes.Length..] : text;
}
