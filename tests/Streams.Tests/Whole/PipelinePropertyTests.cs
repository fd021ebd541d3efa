using System.Text;
using CsCheck;
using Streams.Definition;
using Streams.Events;
using Streams.Lane;
using Streams.Publishing;
using Streams.Tests.Support;

namespace Streams.Tests.Whole;

/// <summary>Random pipelines on random timelines: at every read, every series and every count of events is the naive oracle's.</summary>
public sealed class PipelinePropertyTests
{
    [Fact]
    public void Read_AnyPipelineAndTimeline_EqualsTheNaiveOracle() =>
        Gen.Select(RandomPipelines.Any, RandomTimelines.Any, Gen.Int[0, 30]).Sample(
            (pipeline, steps, tenths) => Run(pipeline, steps, ManualTime.Start.AddMilliseconds(tenths * 100)),
            iter: 3000,
            print: t => Print(t.Item1, t.Item2));

    private static void Run(PipelineDefinition pipeline, Step[] steps, DateTimeOffset start)
    {
        var table = new SeriesTable();
        using var lane = new VirtualLane(pipeline, table, start, new LaneListener());
        var oracle = new PipelineOracle(pipeline, start);
        var known = new Dictionary<string, WorkerKey>();
        var at = start.UtcTicks;
        foreach (var step in steps)
        {
            at += step.Wait;
            var source = step.Source % pipeline.Sources.Count;
            var arrival = new DateTimeOffset(at, TimeSpan.Zero);
            if (step.Reads)
            {
                lane.AdvanceTo(arrival);
                Compare(oracle, lane, table);
            }
            else if (step.Beats)
            {
                lane.Receive(source, arrival, "s", Encoding.UTF8.GetBytes($"+w{step.Worker}"));
                oracle.Beat(source, at, $"w{step.Worker}");
            }
            else
            {
                var keys = new WorkerKey($"w{step.Worker}", $"{step.Rank}");
                if (!step.IsNewKey && !known.TryAdd(keys.ToString() + source, keys)) keys = known[keys.ToString() + source];
                DateTimeOffset? time = pipeline.Sources[source].HasEventTime ? arrival.AddTicks(step.Ahead) : null;
                lane.Receive(source, arrival, keys, step.Values, time);
                oracle.Say(source, at, keys, step.Values, time);
            }
        }

        for (var i = 0; i < 8; i++)
        {
            lane.AdvanceTo(new DateTimeOffset(at += 3 * TimeSpan.TicksPerSecond, TimeSpan.Zero));
            Compare(oracle, lane, table);
        }
    }

    private static void Compare(PipelineOracle oracle, VirtualLane lane, SeriesTable table)
    {
        lane.Read();
        var expected = oracle.Read(lane.Now.UtcTicks);
        var shown = table.Rows.Where(r => r.Family.Name.StartsWith('m') || (expected.ContainsKey(r.Id) || (IsCount(r.Id) && r.Value != 0))).ToDictionary(r => r.Id, r => r.Value);
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), shown.Keys.Order(StringComparer.Ordinal));
        foreach (var (id, (value, tolerance)) in expected) Assert.True(Math.Abs(shown[id] - value) <= tolerance + 1e-9, $"{id}: {value} expected, {shown[id]} shown");
    }

    private static bool IsCount(string id) => id.StartsWith("streams_events_", StringComparison.Ordinal) || id.StartsWith("streams_window_", StringComparison.Ordinal);

    private static string Print(PipelineDefinition pipeline, Step[] steps) =>
        string.Join('\n', pipeline.Sources.Select(s => $"source {s.Name} expire {s.Expire} time {s.HasEventTime} lateness {s.Lateness} alive [{string.Join(',', s.Alive)}] cap {pipeline.MaxWorkers}")) + "\n"
        + string.Join('\n', pipeline.Metrics.Select(m => $"{m.Name} {m.Type} from [{string.Join(',', m.From)}] by [{string.Join(',', m.By)}] over [{string.Join(',', m.Over)}] {m.Value} where {m.Where} expire {m.Expire} across [{string.Join(',', m.Across)}]")) + "\n"
        + string.Join('\n', steps.Select(s => s.ToString()));
}
