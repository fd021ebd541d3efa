using System.Buffers.Binary;
using System.IO.Compression;

namespace Streams.Dynamo.Growing;

/// <summary>Finds whole gzip members in the bytes of a file that is still being written, member behind member.</summary>
/// <remarks>
/// .NET reads members as one stream, and takes one that is cut off for one that has ended. So a member is what lies before the beginning of another, or
/// before the end, if what it holds is as long as its last four bytes say; its checksum is checked where it is read.
/// </remarks>
internal static class GzipMembers
{
    /// <summary>The most that a member may hold: a writer flushes after a second or a megabyte.</summary>
    internal const int MostBytes = 64 << 20;

    private const int Shortest = 18;

    // Bytes of a member may look like the beginning of one, but hardly ever twice.
    private const int Tries = 4;

    private static ReadOnlySpan<byte> Magic => [0x1f, 0x8b, 0x08];

    /// <summary>The length of the whole member that the bytes begin with, whose content is then in <paramref name="content"/>; 0 where its rest has yet to
    /// come; where it is broken, minus the bytes to the next one.</summary>
    internal static int Next(byte[] bytes, int start, int end, MemoryStream content)
    {
        var rest = bytes.AsSpan(start, end - start);
        var next = Begin(rest, 0);
        if (next != 0) return rest.Length < Magic.Length ? 0 : -(next < 0 ? rest.Length - Magic.Length + 1 : next);
        var first = -1;
        var at = 0;
        for (var tries = 0; tries < Tries; tries++)
        {
            at = Begin(rest, at + 1);
            var length = at < 0 ? rest.Length : at;
            if (IsWhole(bytes, start, length, content)) return length;
            if (at < 0) return 0;
            if (first < 0) first = at;
        }

        return -first;
    }

    private static int Begin(ReadOnlySpan<byte> rest, int from)
    {
        var at = rest[from..].IndexOf(Magic);
        return at < 0 ? -1 : at + from;
    }

    private static bool IsWhole(byte[] bytes, int start, int length, MemoryStream content)
    {
        if (length < Shortest) return false;
        content.SetLength(0);
        try
        {
            using var member = new GZipStream(new MemoryStream(bytes, start, length, writable: false), CompressionMode.Decompress);
            Span<byte> piece = stackalloc byte[4096];
            for (int read; (read = member.Read(piece)) > 0;)
            {
                content.Write(piece[..read]);
                if (content.Length > MostBytes) return false;
            }
        }
        catch (InvalidDataException)
        {
            return false;
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(start + length - 4)) == content.Length;
    }
}
