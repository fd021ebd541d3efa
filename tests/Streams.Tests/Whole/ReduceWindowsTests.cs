using System.Globalization;
using CsCheck;
using Streams.Definition;
using Streams.Events;
using Streams.Planning;
using Streams.Tests.Support;
using Streams.Timing;

namespace Streams.Tests.Whole;

/// <summary>Random metrics on random timelines: sharing and fusing show in no number of any of them.</summary>
public sealed class ReduceWindowsTests
{
    [Fact]
    public void Readings_AnyMetricsAndTimeline_EqualTheComposition() =>
        Gen.Select(RandomPipelines.Any, RandomTimelines.Any).Sample((pipeline, steps) =>
        {
            var clock = new LaneClock(ManualTime.Start);
            var events = new Relay<Event>();
            var reads = new Relay<DateTimeOffset>();
            SortedDictionary<string, string> shared = new(StringComparer.Ordinal), alone = new(StringComparer.Ordinal);
            foreach (var plan in GroupPlan.Of(pipeline, new PlanContext(pipeline, clock)))
            {
                events.Readings(plan, reads, clock).Subscribe(readings => Note(shared, readings), Throw);
            }

            foreach (var metric in pipeline.Metrics)
            {
                var plan = GroupPlan.Of(pipeline with { Metrics = [metric] }, new PlanContext(pipeline, clock)).Single();
                events.ReadingsOneByOne(plan, reads, clock).Subscribe(readings => Note(alone, readings), Throw);
            }

            foreach (var step in steps)
            {
                // Two events of one instant would be two instants in a lane (L2).
                clock.AdvanceBy(TimeSpan.FromTicks(step.Wait + 1));
                var source = step.Source % pipeline.Sources.Count;
                if (!step.Reads && Admits(pipeline.Sources[source], step)) events.OnNext(EventOf(step, source, clock.Now.AddTicks(pipeline.Sources[source].HasEventTime ? step.Ahead : 0)));
                reads.OnNext(clock.Now);
                Assert.Equal(alone, shared);
            }
        }, iter: 500);

    private static void Throw(Exception error) => throw error;

    private static bool Admits(SourceDefinition source, Step step) => source.Schema.Always.Count == 0 || !double.IsNaN(step.Values[1]);

    private static Event EventOf(Step step, int source, DateTimeOffset time) => new(source, new WorkerKey($"w{step.Worker}", $"{step.Rank}"), time, step.Values);

    /// <summary>Notes what has changed, by the readings' own account of it.</summary>
    private static void Note(SortedDictionary<string, string> notes, WindowReadings readings)
    {
        var name = $"{readings.Metric.Name} {readings.Window.Label}";
        string[] all = [.. readings.Readings.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Key}={r.Value}"))];
        var noted = readings.Changed is null ? all : notes[name].Split(' ');
        foreach (var i in readings.Changed ?? []) noted[i] = all[i];
        notes[name] = string.Join(' ', noted);
    }
}
