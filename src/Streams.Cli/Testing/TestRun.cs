using System.Diagnostics;
using Streams.Cli.Pipelines;
using Streams.Scenarios.Definition;
using Streams.Scenarios.Running;

namespace Streams.Cli.Testing;

/// <summary>Runs the scenarios of files.</summary>
/// <param name="Parameters">Values for the pipelines' parameters.</param>
/// <param name="Filter">A part of the names of those to run; empty for all.</param>
/// <param name="Seed">One other order of events alone; 0 for all.</param>
internal sealed record TestRun(IReadOnlyDictionary<string, string> Parameters, string Filter, int Seed)
{
    /// <summary>Runs them.</summary>
    /// <param name="files">The files.</param>
    /// <param name="observe">Who hears of a scenario's run.</param>
    internal TestReport Run(IReadOnlyList<string> files, Func<ScenarioSet, Scenario, IReadOnlyList<RunObserver>> observe) =>
        new([.. files.Select(file => Run(file, observe))]);

    /// <summary>Whether a scenario is one of those to run.</summary>
    internal bool Wants(Scenario scenario) => scenario.Name.Contains(Filter, StringComparison.OrdinalIgnoreCase);

    private FileReport Run(string file, Func<ScenarioSet, Scenario, IReadOnlyList<RunObserver>> observe)
    {
        var result = PipelineFiles.ReadScenarios(file, Parameters);
        return new FileReport(file, result, [.. (result.Set?.Scenarios ?? []).Where(Wants).Select(scenario => Run(scenario, observe(result.Set!, scenario)))]);
    }

    private ScenarioReport Run(Scenario scenario, IReadOnlyList<RunObserver> observers)
    {
        var began = Stopwatch.GetTimestamp();
        return new ScenarioReport(ScenarioRunner.Run(scenario, Seed, observers), Stopwatch.GetElapsedTime(began));
    }
}
