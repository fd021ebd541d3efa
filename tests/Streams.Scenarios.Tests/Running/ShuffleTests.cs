using Streams.Scenarios.Running;
using Streams.Scenarios.Tests.Support;

namespace Streams.Scenarios.Tests.Running;

/// <summary>Other orders of events must give the same, and one that does not is told and reproduces.</summary>
public sealed class ShuffleTests
{
    private const string Given = "given: [{ source: readings, every: 500ms, until: 30s, event: { worker: w, site: s, a: 1 } }]";

    [Fact]
    public void Shuffle_WithinTheLateness_ChangesNothing() => Files.Pass(
        Given, "shuffle: { within: 2s, seeds: 50 }", "expect: { 13s: { counted: 20 }, 23s: { counted: 20 }, 33s: { counted: 20 }, 43s: { counted: 1 } }");

    [Fact]
    public void Shuffle_ResultThatDependsOnOrder_FailsWithASeedThatReproduces()
    {
        using var files = new Files();
        var scenario = Assert.Single(files.Set(Files.Scenario(
            "given: [{ source: arrivals, event: { worker: w, a: 1 } }, { source: arrivals, event: { worker: w, a: 2 } }]",
            "shuffle: { within: 0s, seeds: 50 }",
            "expect: { 1s: { latest: 2 } }")).Scenarios);
        var result = ScenarioRunner.Run(scenario);
        Assert.InRange(result.Seed, 1, 50);
        var again = ScenarioRunner.Run(scenario, result.Seed);
        Assert.Equal(result.Failures[0].Actual, again.Failures[0].Actual);
        Assert.True(ScenarioRunner.Run(scenario with { Shuffle = null }).HasPassed);
    }
}
