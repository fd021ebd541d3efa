using System.Runtime.CompilerServices;

namespace Streams.Discovery.Following;

/// <summary>The lines of an answer that goes on.</summary>
internal static class LineReader
{
    private const int FirstBuffer = 64 << 10;
    private const int LongestLine = 64 << 20;

    /// <summary>Each line without its end, valid until the next is asked for; ends with the stream, and leaves out a line that has no end.</summary>
    /// <exception cref="StoreException">A line is longer than 64 MiB.</exception>
    internal static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[FirstBuffer];
        var (begin, searched, end) = (0, 0, 0);
        while (true)
        {
            while (buffer.AsSpan(searched, end - searched).IndexOf((byte)'\n') is var length and >= 0)
            {
                var line = buffer.AsMemory(begin, searched + length - begin);
                begin = searched = searched + length + 1;
                yield return line;
            }

            if (begin > 0) buffer.AsSpan(begin, end - begin).CopyTo(buffer);
            (begin, searched, end) = (0, end - begin, end - begin);

            if (end == LongestLine) throw new StoreException($"a line of its answer is longer than {LongestLine} bytes");
            if (end == buffer.Length) Array.Resize(ref buffer, Math.Min(buffer.Length * 2, LongestLine));
            var read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken).ConfigureAwait(false);
            if (read == 0) yield break;
            end += read;
        }
    }
}
