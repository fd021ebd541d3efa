using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Sections;
using Streams.Definitions.Yaml;

namespace Streams.Definitions;

/// <summary>Reads pipeline files.</summary>
/// <remarks>
/// A wrong file is a value: nothing here throws for what a file says, or because it cannot be opened. Memory is bounded,
/// whatever the file: at most <see cref="MaxBytes"/> of it are read, and of YAML at most a fixed depth and number of nodes.
/// </remarks>
public static class PipelineFile
{
    /// <summary>The size of the largest file that is read: 1 MiB.</summary>
    public const int MaxBytes = FileContent.MaxBytes;

    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it is; mistakes show it as it is given.</param>
    /// <param name="parameters">Values for the file's parameters (<c>--set</c>); one that the file does not know is a mistake.</param>
    /// <param name="kinds">The kinds of source that the file may use.</param>
    public static PipelineFileResult Read(string path, IReadOnlyDictionary<string, string> parameters, IReadOnlyList<ISourceKind> kinds)
    {
        ArgumentNullException.ThrowIfNull(path);
        var report = new Report(path);
        return FileContent.Read(path, report) is { } content
            ? Read(report, content, parameters, kinds)
            : new PipelineFileResult(null, report.Mistakes());
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
        return Read(new Report(name), FileContent.ReadAtMost(content), parameters, kinds);
    }

    private static PipelineFileResult Read(Report report, byte[] content, IReadOnlyDictionary<string, string> parameters, IReadOnlyList<ISourceKind> kinds)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(kinds);
        var definition = YamlReader.Read(content, report) is { } root
            ? new PipelineReader(report, parameters, kinds).Read(root)
            : null;
        var mistakes = report.Mistakes();
        return new PipelineFileResult(mistakes.Count == 0 && definition is not null ? definition with { Origin = report.File } : null, mistakes);
    }
}
