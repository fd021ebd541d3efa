using System.Globalization;
using System.Reactive.Subjects;
using CsCheck;
using Streams.Across;
using Streams.Definition;
using Streams.Events;
using Streams.Planning;
using Streams.Reducing;
using Streams.Tests.Support;
using Streams.Timing;
using Streams.Windowing;

namespace Streams.Tests.Whole;

/// <summary>Random metrics on random timelines: sharing and fusing show in no number of any of them.</summary>
public sealed class ReduceByWorkerTests
{

    [Fact]
    public void Readings_AnyMetricsAndTimeline_EqualTheComposition() =>
        Gen.Select(RandomPipelines.Any, RandomTimelines.Any).Sample((random, steps) =>
        {
            // A sequence of a group completes with its lease, and does not go on.
            var pipeline = random with { Metrics = [.. random.Metrics.Select(m => m with { Remember = TimeSpan.Zero })] };
            var clock = new LaneClock(ManualTime.Start);
            var events = new Subject<Event>();
            var reads = new Subject<DateTimeOffset>();
            SortedDictionary<string, string> shared = new(StringComparer.Ordinal), alone = new(StringComparer.Ordinal);
            var last = new Dictionary<string, GroupReading[]>();
            var plans = GroupPlan.Of(pipeline, new PlanContext(pipeline, clock));
            events
                .ReduceByWorker([.. plans.Select(plan => plan.Query)], (in e) => Entered(plans, e), reads, clock.Windows)
                .Across(plans)
                .Subscribe(readings => Note(shared, last, readings), Throw);

            foreach (var metric in pipeline.Metrics)
            {
                var plan = GroupPlan.Of(pipeline with { Metrics = [metric] }, new PlanContext(pipeline, clock)).Single();
                events.ReadingsOneByOne(plan, reads, clock).Subscribe(readings => alone[readings.Name] = Text(readings.Readings), Throw);
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

    private static bool Admits(SourceDefinition source, Step step) => source.Schema.RequiredFields.Count == 0 || !double.IsNaN(step.Values[1]);

    private static Event EventOf(Step step, int source, DateTimeOffset time) => new(source, new WorkerKey($"w{step.Worker}", $"{step.Rank}"), time, step.Values);

    private static int[] Entered(GroupPlan[] plans, Event e) => [.. Enumerable.Range(0, plans.Length).Where(i => plans[i].ListensTo(e.Source) && plans[i].Enters(e))];

    internal static string NameOf(MetricDefinition metric, Over window) => $"{metric.Name} {window.Label}";

    /// <summary>Notes what has changed, by the readings' own account of it.</summary>
    private static void Note(SortedDictionary<string, string> notes, Dictionary<string, GroupReading[]> last, WindowReadings readings)
    {
        var name = NameOf(readings.Metric, readings.Window);
        var all = Enumerable.Range(0, readings.Keys.Length).Select(i => readings[i]).ToArray();
        if (readings.IsChange)
        {
            var noted = last[name];
            foreach (var i in readings.Changed) noted[i] = all[i];
            all = noted;
        }

        last[name] = all;
        notes[name] = Text(all.Where(r => !double.IsNaN(r.Value)));
    }

    private static string Text(IEnumerable<GroupReading> readings) => string.Join(' ', readings.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.Key}={r.Value}")));
}
