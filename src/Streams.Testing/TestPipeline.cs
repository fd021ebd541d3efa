using System.Text;
using Streams.Definition;
using Streams.Definitions;

namespace Streams.Testing;

/// <summary>Reads pipelines for tests; a wrong one is an exception that lists every mistake.</summary>
public static class TestPipeline
{
    /// <summary>The pipeline of a file.</summary>
    /// <exception cref="ArgumentException">The file is wrong.</exception>
    public static PipelineDefinition OfFile(string path, params IReadOnlyList<ISourceKind> kinds) =>
        Right(PipelineFile.Read(path, new Dictionary<string, string>(), kinds));

    /// <summary>The pipeline of a text as a file has it, whose sources may be of the kind <c>events</c>, too.</summary>
    /// <exception cref="ArgumentException">The text is wrong.</exception>
    public static PipelineDefinition OfText(string yaml, params IReadOnlyList<ISourceKind> kinds)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        return Right(PipelineFile.Read("pipeline.yaml", new MemoryStream(Encoding.UTF8.GetBytes(yaml)), new Dictionary<string, string>(),
            [.. kinds, new EventsSourceKind()]));
    }

    private static PipelineDefinition Right(PipelineFileResult result) =>
        result.Definition ?? throw new ArgumentException(string.Join('\n', result.Mistakes.Select(m => m.ToString())));
}
