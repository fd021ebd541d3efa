using Streams.Definition;
using Streams.Definitions.Mistakes;

namespace Streams.Definitions;

/// <summary>What came of reading a pipeline file: a pipeline, or every mistake in the file.</summary>
/// <param name="Definition">The pipeline; null where there is a mistake.</param>
/// <param name="Mistakes">All mistakes in the order of the file; empty where there is a pipeline.</param>
public sealed record PipelineFileResult(PipelineDefinition? Definition, IReadOnlyList<Mistake> Mistakes);
