using Streams.Scenarios.Coverage;
using Streams.Scenarios.Running;
using Streams.Scenarios.Tests.Support;

namespace Streams.Scenarios.Tests;

/// <summary>What counts as touched.</summary>
public sealed class CoverageTests
{
    [Fact]
    public void Items_Pipeline_ListsEverythingThatCanBeTouched() => Assert.Equal(
        [
            "source arrivals", "source readings", "metric latest", "metric total", "metric mean", "metric counted", "window counted 10s",
            "rejection of a message, malformed", "rejection of a message, empty", "rejection of a message, too_large",
            "rejection of an event, malformed", "rejection of an event, bad_key", "rejection of an event, not_a_number", "rejection of an event, missing_field",
            "rejection of an event, too_many_workers", "rejection of an event, future", "rejection of an event, late",
            "expiry of source arrivals after 10s", "expiry of source readings after 1h",
        ],
        Measure("never: [mean]").Items.Select(i => i.Name));

    [Fact]
    public void Observe_ExpectationThatFindsAValue_TouchesMetricWindowAndSource()
    {
        var meter = Measure(
            "given: [{ source: readings, event: { worker: w, site: s, a: 1 } }, { source: arrivals, at: 1s, garbage: 3 }]",
            "expect: { 20s: { 'counted{window=\"10s\"}': 1, mean: absent } }");
        Assert.Equal(["source readings", "metric counted", "window counted 10s", "rejection of a message, malformed"], Covered(meter));
        Assert.Equal(100 * 4 / 19, meter.Percent);
    }

    [Theory]
    [InlineData("expect: { 1s: { mean: 1 }, 11s: { mean: absent } }", true)]
    [InlineData("expect: { 11s: { mean: absent } }", false)]
    [InlineData("expect: { 1s: { mean: 1 } }", false)]
    public void Observe_SeriesFoundAndThenGone_TouchesTheExpiry(string expect, bool isCovered) => Assert.Equal(
        isCovered, Covered(Measure("given: [{ source: arrivals, event: { worker: w, a: 1 } }]", expect)).Contains("expiry of source arrivals after 10s"));

    [Fact]
    public void Observe_LateAndFuture_AreTouched() => Assert.Superset(
        new HashSet<string> { "rejection of an event, future", "rejection of an event, late" },
        Covered(Measure(
            "given: [{ source: readings, at: 1s, late: 30s, event: { worker: w, site: s } }, { source: readings, ahead: 2m, event: { worker: w, site: s } }]",
            "never: [mean]")).ToHashSet());

    private static CoverageMeter Measure(params string[] lines)
    {
        using var files = new Files();
        var set = files.Set(Files.Scenario(lines));
        var meter = new CoverageMeter(set.Pipeline);
        foreach (var scenario in set.Scenarios) Assert.True(ScenarioRunner.Run(scenario, 0, meter.Observe(scenario)).HasPassed);
        return meter;
    }

    private static IEnumerable<string> Covered(CoverageMeter meter) => meter.Items.Where(i => i.IsCovered).Select(i => i.Name);
}
