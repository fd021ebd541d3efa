using Streams.Scenarios.Definition;

namespace Streams.Scenarios.Running;

/// <summary>Runs scenarios on the daemon's own engine, in virtual time.</summary>
public static class ScenarioRunner
{
    /// <summary>Runs a scenario in the file's order, and, where it has a <see cref="Scenario.Shuffle"/>, in others until one fails.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="seed">One other order alone; 0 for all.</param>
    /// <param name="observers">Who hears of what happens, in the file's order.</param>
    public static ScenarioResult Run(Scenario scenario, int seed = 0, params IReadOnlyList<RunObserver> observers)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        if (seed > 0 && scenario.Shuffle is not null) return Explained(scenario, seed, Once(scenario, seed, observers));
        var failures = Once(scenario, 0, observers);
        if (failures.Count > 0 || scenario.Shuffle is not { } shuffle) return Explained(scenario, 0, failures);
        for (seed = 1; seed <= shuffle.Seeds; seed++)
        {
            failures = Once(scenario, seed, []);
            if (failures.Count > 0) return Explained(scenario, seed, failures);
        }

        return new ScenarioResult(scenario, [], 0);
    }

    /// <summary>Compares an expectation with the page as a stage last read it.</summary>
    /// <returns>The failure; null where it holds.</returns>
    public static Failure? Compare(Expectation expectation, ScenarioStage stage)
    {
        ArgumentNullException.ThrowIfNull(expectation);
        ArgumentNullException.ThrowIfNull(stage);
        return Judge.Expectation(expectation, expectation.Selector.In(stage.Page), stage);
    }

    /// <summary>Whether a scenario passes in the file's order and, of the others, in the first few.</summary>
    internal static bool Passes(Scenario scenario, int seeds)
    {
        for (var seed = 0; seed <= Math.Min(seeds, scenario.Shuffle?.Seeds ?? 0); seed++)
        {
            if (Once(scenario, seed, []).Count > 0) return false;
        }

        return true;
    }

    private static IReadOnlyList<Failure> Once(Scenario scenario, int seed, IReadOnlyList<RunObserver> observers)
    {
        using var run = new ScenarioRun(scenario, seed, observers);
        return run.Run();
    }

    /// <summary>Runs again with an eye on what failed: what nobody looks at costs nothing the first time.</summary>
    private static ScenarioResult Explained(Scenario scenario, int seed, IReadOnlyList<Failure> failures)
    {
        if (failures.Count == 0) return new ScenarioResult(scenario, failures, seed);
        var trace = new Trace(scenario);
        Once(scenario, seed, [trace]);
        return new ScenarioResult(scenario, [.. failures.Select(f => f with { Story = trace.Of(f) })], seed);
    }
}
