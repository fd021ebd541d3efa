using Streams.Definition;
using Streams.Events;
using Streams.Planning;
using Streams.Reducing;
using Streams.Tests.Support;
using Streams.Timing;
using Streams.Windowing;

namespace Streams.Tests.Planning;

/// <summary>One verdict an event, the first that holds (N7), and the plans that it enters.</summary>
public sealed class AdmissionTests
{
    private static readonly SourceDefinition Source = LaneBench.Source() with { Lateness = TimeSpan.FromSeconds(5) };

    private readonly LaneClock _clock = new(ManualTime.Start);

    [Fact]
    public void Admits_EventOfSomePlans_NamesThoseAlone()
    {
        var admission = Of(Metric("of_a", "a"), Metric("of_b", "b"), Metric("of_both", "a", "b"));
        var e = At(0, 1, double.NaN);
        Assert.True(admission.Admits(e));
        Assert.Equal([0], admission.Entered(in e));
        e = At(0, 1, 2);
        Assert.True(admission.Admits(e));
        Assert.Equal([0, 1, 2], admission.Entered(in e));
    }

    [Fact]
    public void Admits_EventOfNoPlan_IsAcceptedAndEntersNone()
    {
        var admission = Of(Metric("of_a", "a"));
        var e = At(0, double.NaN, 2);
        Assert.True(admission.Admits(e));
        Assert.Equal(Verdict.Accepted, admission.Verdict);
        Assert.Empty(admission.Entered(in e).ToArray());
    }

    [Theory]
    [InlineData(1, 61, "Accepted")]
    [InlineData(1, 60, "Accepted")]
    [InlineData(1, 121, "Accepted")]
    [InlineData(1, 122, "Future")]
    [InlineData(-1, 61, "Negative")]
    [InlineData(-1, 122, "Negative")]
    [InlineData(1, 40, "Late")]
    [InlineData(-1, 40, "Negative")]
    [InlineData(9007199254740992, 61, "Accepted")]
    [InlineData(9007199254740994, 61, "OutOfRange")]
    [InlineData(9007199254740994, 122, "OutOfRange")]
    [InlineData(1e308, 40, "OutOfRange")]
    [InlineData(-1e308, 61, "Negative")]
    internal void Verdict_OfACounterAndAWindow_IsTheFirstThatHolds(double value, double seconds, string verdict)
    {
        _clock.AdvanceTo(ManualTime.Start.AddSeconds(61));
        var windowed = Metric("windowed", "a") with { Over = [Over.Tumbling(TimeSpan.FromSeconds(10))] };
        var counter = windowed with { Name = "c_total", Type = MetricType.Counter, Over = [Over.All] };
        // What is late for every window is not for a counter of all events, so that stands alone where lateness is asked.
        var admission = value < 0 ? Of(windowed, counter) : Of(windowed);
        admission.Admits(At(seconds, value, double.NaN));
        Assert.Equal(verdict, admission.Verdict.ToString());
    }

    [Theory]
    [InlineData("sum", "OutOfRange")]
    [InlineData("per_second", "OutOfRange")]
    [InlineData("last", "Accepted")]
    [InlineData("max", "Accepted")]
    [InlineData("avg", "Accepted")]
    internal void Verdict_OfANumberBeyondTheExactRange_RejectsWhereItIsAddedUp(string reducer, string verdict)
    {
        var admission = Of(LaneBench.Metric("m", LaneBench.Call(reducer, "a")) with { Over = [Over.Tumbling(TimeSpan.FromSeconds(10))] });
        admission.Admits(At(0, -1e16, 1));
        Assert.Equal(verdict, admission.Verdict.ToString());
    }

    [Fact]
    public void Admits_LateEvent_GoesOnToRenewLeases()
    {
        _clock.AdvanceTo(ManualTime.Start.AddSeconds(61));
        var admission = Of(Metric("windowed", "a") with { Over = [Over.Tumbling(TimeSpan.FromSeconds(10))] });
        Assert.True(admission.Admits(At(0, 1, 1)));
        Assert.False(admission.Admits(At(500, 1, 1)));
    }

    private static MetricDefinition Metric(string name, params string[] fields) =>
        LaneBench.Metric(name, fields.Select(field => LaneBench.Call("sum", field)).Aggregate((left, right) => new ValueExpression.Binary('+', left, right)));

    private static Event At(double seconds, double a, double b) => new(0, new WorkerKey("w"), ManualTime.Start.AddSeconds(seconds), a, b);

    private Admission Of(params MetricDefinition[] metrics)
    {
        var pipeline = LaneBench.PipelineOf([Source], metrics);
        return new PipelinePlan(pipeline, _clock, new WindowMisses(pipeline)).Admission;
    }
}
