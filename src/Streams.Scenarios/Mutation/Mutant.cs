using Streams.Definition;
using Streams.Definitions.Yaml;

namespace Streams.Scenarios.Mutation;

/// <summary>A pipeline file with one thing changed.</summary>
/// <param name="Name">Where and what, for example <c>metrics.llm_load_avg.across: avg -> max</c>; unique in the file.</param>
/// <param name="Line">Its line in the file.</param>
/// <param name="Pipeline">The pipeline that it makes.</param>
public sealed record Mutant(string Name, int Line, PipelineDefinition Pipeline);

/// <summary>A node of a pipeline file and what takes its place; null where it is left out.</summary>
internal sealed record Change(string Name, YamlNode Node, YamlNode? Becomes);
