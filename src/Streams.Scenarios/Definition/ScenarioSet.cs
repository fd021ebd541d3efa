using Streams.Definition;
using Streams.Definitions;
using Streams.Definitions.Mistakes;

namespace Streams.Scenarios.Definition;

/// <summary>A scenario file that was read.</summary>
/// <param name="File">Its path, as it was given.</param>
/// <param name="PipelineFile">The path of the pipeline file under test.</param>
/// <param name="Pipeline">The pipeline under test.</param>
/// <param name="Scenarios">Its scenarios, in the file's order.</param>
/// <param name="Exempt">Mutants that no scenario can catch.</param>
public sealed record ScenarioSet(string File, string PipelineFile, PipelineDefinition Pipeline, IReadOnlyList<Scenario> Scenarios,
    IReadOnlyList<Exemption> Exempt);

/// <summary>A mutant that no scenario can catch.</summary>
/// <param name="Mutant">Its name.</param>
/// <param name="Reason">Why.</param>
/// <param name="Line">The line that says so.</param>
public sealed record Exemption(string Mutant, string Reason, int Line);

/// <summary>What came of reading a scenario file: its scenarios, or every mistake in it and in its pipeline file.</summary>
/// <param name="Set">The scenarios; null where there is a mistake.</param>
/// <param name="Mistakes">All mistakes, those of the scenario file first.</param>
/// <param name="PipelineFile">The path of the pipeline file that it names; null where it names none.</param>
public sealed record ScenarioFileResult(ScenarioSet? Set, IReadOnlyList<Mistake> Mistakes, string? PipelineFile);
