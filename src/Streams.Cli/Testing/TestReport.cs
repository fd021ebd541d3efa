using Streams.Definitions.Mistakes;
using Streams.Scenarios.Definition;
using Streams.Scenarios.Running;

namespace Streams.Cli.Testing;

/// <summary>What came of all files.</summary>
internal sealed record TestReport(IReadOnlyList<FileReport> Files)
{
    internal IEnumerable<ScenarioReport> Scenarios => Files.SelectMany(f => f.Scenarios);

    internal IReadOnlyList<Mistake> Mistakes => [.. Files.SelectMany(f => f.Result.Mistakes).Distinct()];

    internal int Passed => Scenarios.Count(s => s.Result.HasPassed);

    internal int Failed => Scenarios.Count(s => !s.Result.HasPassed);
}

/// <summary>What came of a file.</summary>
internal sealed record FileReport(string Path, ScenarioFileResult Result, IReadOnlyList<ScenarioReport> Scenarios);

/// <summary>What came of a scenario, and how long it took.</summary>
internal sealed record ScenarioReport(ScenarioResult Result, TimeSpan Elapsed);
