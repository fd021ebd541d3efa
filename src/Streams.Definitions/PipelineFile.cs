using Streams.Definitions.Sections;
using Streams.Definitions.Yaml;

namespace Streams.Definitions;

/// <summary>Reads pipeline files (design section 3).</summary>
/// <remarks>
/// A wrong file is a value: nothing here throws for what a file says, or because it cannot be opened. Memory is bounded,
/// whatever the file: at most <see cref="MaxBytes"/> of it are read, and of YAML at most a fixed depth and number of nodes.
/// </remarks>
public static class PipelineFile
{
    /// <summary>The size of the largest file that is read: 1 MiB.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it is; mistakes show it as it is given.</param>
    /// <param name="parameters">Values for the file's parameters (<c>--set</c>); one that the file does not know is a mistake.</param>
    /// <param name="kinds">The kinds of source that the file may use.</param>
    public static PipelineFileResult Read(string path, IReadOnlyDictionary<string, string> parameters, IReadOnlyList<ISourceKind> kinds)
    {
        ArgumentNullException.ThrowIfNull(path);
        byte[] content;
        try
        {
            using var file = File.OpenRead(path);
            content = ReadAtMost(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var mistake = new Mistake(path, 0, 0, "the file cannot be read", Report.OneLine(e.Message), "");
            return new PipelineFileResult(null, [mistake]);
        }

        return Read(path, content, parameters, kinds);
    }

    /// <summary>Reads a file's content, such as an embedded one.</summary>
    /// <param name="name">The name that mistakes show.</param>
    /// <param name="content">UTF-8 text, with or without a byte order mark; it is read, not closed.</param>
    /// <param name="parameters">Values for the file's parameters; one that the file does not know is a mistake.</param>
    /// <param name="kinds">The kinds of source that the file may use.</param>
    public static PipelineFileResult Read(string name, Stream content, IReadOnlyDictionary<string, string> parameters, IReadOnlyList<ISourceKind> kinds)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(content);
        return Read(name, ReadAtMost(content), parameters, kinds);
    }

    private static PipelineFileResult Read(string name, byte[] content, IReadOnlyDictionary<string, string> parameters, IReadOnlyList<ISourceKind> kinds)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(kinds);
        var report = new Report(name);
        var definition = YamlReader.Read(content, report) is { } root
            ? new PipelineReader(report, parameters, kinds).Read(root)
            : null;
        var mistakes = report.Mistakes();
        return new PipelineFileResult(mistakes.Count == 0 && definition is not null ? definition with { Origin = name } : null, mistakes);
    }

    private static byte[] ReadAtMost(Stream content)
    {
        var buffer = new byte[MaxBytes + 1];
        return buffer[..content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
    }
}
