using System.IO.Compression;
using System.Text.RegularExpressions;

namespace Streams.Dynamo.Tracing;

/// <summary>The trace files in a folder, by who wrote them: segments of one writer differ by their number alone.</summary>
internal static partial class TraceFiles
{
    /// <summary>Whether a file begins like one of Dynamo's traces.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal static bool IsTrace(string path)
    {
        if (!IsNamedSo(path)) return false;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using Stream content = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
        Span<byte> begin = stackalloc byte[256];
        try
        {
            begin = begin[..content.ReadAtLeast(begin, begin.Length, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException)
        {
            return false;
        }

        return begin.StartsWith("{\"timestamp\":"u8) && begin.IndexOf("\"schema\":\"dynamo."u8) >= 0;
    }

    /// <summary>All files of traces below a folder.</summary>
    internal static IEnumerable<string> In(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(IsNamedSo);

    /// <summary>Whether a file is named like a trace.</summary>
    internal static bool IsNamedSo(string path) => Segment().IsMatch(Path.GetFileName(path));

    /// <summary>The files of each writer, in their order.</summary>
    internal static IReadOnlyList<IReadOnlyList<string>> ByWriter(IEnumerable<string> files) =>
    [
        .. files.Distinct().Select(path => (Path: path, Match: Segment().Match(Path.GetFileName(path))))
            .GroupBy(file => Path.Combine(Path.GetDirectoryName(file.Path)!, file.Match.Groups["writer"].Value))
            .OrderBy(writer => writer.Key, StringComparer.Ordinal)
            .Select(writer => (IReadOnlyList<string>)[.. writer
                .OrderBy(file => file.Match.Groups["number"].Value, StringComparer.Ordinal).Select(file => file.Path)]),
    ];

    [GeneratedRegex(@"^(?<writer>.*?)(\.(?<number>\d{6}))?\.jsonl(\.gz)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Segment();
}
