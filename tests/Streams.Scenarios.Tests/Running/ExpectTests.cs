using Streams.Scenarios.Running;
using Streams.Scenarios.Tests.Support;

namespace Streams.Scenarios.Tests.Running;

/// <summary>When an expectation holds, and what is told when it does not.</summary>
public sealed class ExpectTests
{
    private const string Given = "given: [{ source: arrivals, workers: 1..2, every: 1s, event: {}, values: { a: 20 20.005 -3 } }]";

    [Theory]
    [InlineData("mean: 20.005")]
    [InlineData("mean: ~20 ± 0.005")]
    [InlineData("mean: ~20 +- 0.01")]
    [InlineData("mean: '> 20'")]
    [InlineData("mean: '<= 20.005'")]
    [InlineData("mean: '!= 20'")]
    [InlineData("'latest{worker=\"3\"}': absent")]
    [InlineData("streams_workers: 2")]
    [InlineData("total: '> 0', 'total{worker=\"1\"}': 40.005", false)]
    [InlineData("mean: 20.00501", false)]
    [InlineData("mean: ~20 ± 0.004", false)]
    [InlineData("mean: '< 20'", false)]
    [InlineData("mean: absent", false)]
    [InlineData("'latest{worker=\"3\"}': 1", false)]
    public void Expect_Value_HoldsOrNot(string page, bool holds = true) =>
        Assert.Equal(holds, Files.Run(Given, $"expect: {{ 1s: {{ {page} }} }}").HasPassed);

    [Fact]
    public void Expect_TwoSeriesMatch_FailsAndListsThem()
    {
        var failure = Assert.Single(Files.Run(Given, "expect: { 1s: { latest: 20.005 } }").Failures);
        Assert.Equal("2 series", failure.Actual);
        Assert.Equal("2 series match: add labels until one does. latest{worker=\"1\"} 20.005, latest{worker=\"2\"} 20.005", failure.Hint);
    }

    [Fact]
    public void Expect_MisspeltLabel_NamesTheNearestSeries()
    {
        var failure = Assert.Single(Files.Run(
            "given: [{ source: arrivals, workers: [vllm-1, sglang-1], event: { a: 5 } }]",
            "expect: { 1s: { 'latest{worker=\"vlm-1\"}': 5 } }").Failures);
        Assert.StartsWith("did you mean worker=\"vllm-1\"?", failure.Hint);
        Assert.Contains("latest{worker=\"vllm-1\"} 5", failure.Hint);
    }

    [Fact]
    public void Failure_Story_HasTheTimelineAndTheWorkersLastEvents()
    {
        var failure = Assert.Single(Files.Run(Given, "expect: { 3s: { 'latest{worker=\"2\"}': 7 } }").Failures);
        Assert.Equal(("7", "-3"), (failure.Expected, failure.Actual));
        Assert.Equal((5, 43), (failure.Place.Line, failure.Place.Column));
        Assert.Equal("latest{worker=\"2\"}", failure.Story.Series);
        Assert.Equal([(0, 20), (1, 20.005), (2, -3)], failure.Story.Timeline.Select(c => (c.At.TotalSeconds, c.Value!.Value)));
        Assert.Equal(["0s arrivals { worker: 2, a: 20 }", "1s arrivals { worker: 2, a: 20.005 }", "2s arrivals { worker: 2, a: -3 }"], failure.Story.Arrivals);
    }

    [Fact]
    public void Failure_OfAMetricByAnotherKeyThanTheFirst_HasTheEventsThatItCounts()
    {
        using var files = new Files(Files.Pipeline + "  of_site: { help: Events of a site, from: readings, by: site, value: count() }\n");
        var failure = Assert.Single(ScenarioRunner.Run(Assert.Single(files.Set(Files.Scenario(
            "given: [{ source: readings, workers: [a], event: { site: north, a: 1 } }, { source: readings, workers: [b], event: { site: south, a: 1 } }]",
            "expect: { 1s: { 'of_site{site=\"north\"}': 2 } }")).Scenarios)).Failures);
        Assert.Equal(["0s readings { worker: a, site: north, a: 1 }"], failure.Story.Arrivals);
    }

    [Fact]
    public void Failure_SeriesThatLeft_TimelineEndsAbsent()
    {
        var failure = Assert.Single(Files.Run(Given, "expect: { 20s: { 'latest{worker=\"1\"}': -3 } }").Failures);
        Assert.Equal(("absent", null), (failure.Actual, failure.Story.Timeline[^1].Value));
        Assert.Equal(12, failure.Story.Timeline[^1].At.TotalSeconds, 0.001);
    }

    [Fact]
    public void Failure_SomethingFallsDueTicksLater_SaysSo()
    {
        var failure = Assert.Single(Files.Run(Given, "expect: { 12s: { 'latest{worker=\"2\"}': absent } }").Failures);
        Assert.Contains("look a moment later", failure.Hint);
    }

    [Fact]
    public void Always_BrokenBetweenExpectations_FailsOnceAtItsInstant()
    {
        var failure = Assert.Single(Files.Run(Given, "expect: { 0s: { mean: 20 } }", "always: [latest >= 0]").Failures);
        Assert.Equal((2, "-3", "always latest >= 0"), (failure.At.TotalSeconds, failure.Actual, failure.Expected));
    }

    [Fact]
    public void Always_AbsentSeries_Passes() => Files.Pass("always: [latest >= 0, 'latest{worker=\"9\"} == 4']");

    [Theory]
    [InlineData("mean < 0", false)]
    [InlineData("mean < -3", true)]
    [InlineData("'latest{worker=\"2\"}'", false)]
    [InlineData("'latest{worker=\"3\"}'", true)]
    public void Never_Rule_FailsWhereItHolds(string rule, bool passes) => Assert.Equal(passes, Files.Run(Given, $"never: [{rule}]").HasPassed);

    [Fact]
    public void Always_WindowThatClosesBetween_IsLookedAt()
    {
        var failure = Assert.Single(Files.Run(
            "given: [{ source: readings, at: 1s, event: { worker: w, site: s, a: 1 } }, { source: readings, at: 40s, event: { worker: w, site: s, a: 1 } }]",
            "never: [counted == 1]").Failures);
        Assert.Equal(13, failure.At.TotalSeconds);
    }
}
