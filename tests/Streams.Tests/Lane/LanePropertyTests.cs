using CsCheck;
using Streams.Across;
using Streams.Definition;
using Streams.Tests.Support;
using Streams.Windowing;
using static Streams.Tests.Support.LaneBench;

namespace Streams.Tests.Lane;

/// <summary>Random messages and random reads: what a page shows depends on the messages up to its instant, and on nothing else.</summary>
public sealed class LanePropertyTests
{
    private static readonly Gen<(long At, int Worker, bool Reads)[]> Timelines =
        Gen.Select(Gen.Long[1, 40_000_000], Gen.Int[0, 4], Gen.Bool).Select((wait, worker, reads) => (wait, worker, reads)).Array[1, 60]
            .Select(steps =>
            {
                // Instants that differ: the message of an instant that was read comes after it (L2), and so would be another timeline.
                long at = 0;
                return steps.Select(s => (at += s.wait, s.worker, s.reads)).ToArray();
            });

    [Fact]
    public void L6_Read_AnyScrapesBefore_ShowsTheSameState() => Timelines.Sample(steps =>
    {
        using var live = new LaneBench(Everything());
        for (var i = 0; i < steps.Length; i++)
        {
            live.Time.Now = ManualTime.Start.AddTicks(steps[i].At);
            if (!steps[i].Reads)
            {
                live.Send($"w{steps[i].Worker} a=1 b={i}");
                live.Host.Turn();
                continue;
            }

            var instant = live.Read();
            using var replay = new LaneBench(Everything());
            foreach (var (at, worker, _) in steps.Take(i).Where(s => !s.Reads))
            {
                replay.Time.Now = ManualTime.Start.AddTicks(at);
                replay.Send($"w{worker} a=1 b={Array.FindIndex(steps, s => s.At == at)}");
                replay.Host.Turn();
            }

            replay.Time.Now = instant;
            Assert.Equal(instant, replay.Read());
            Assert.Equal(replay.Page.Lines, live.Page.Lines);
        }
    }, iter: 200);

    [Fact]
    public void L2_Read_AtAnyInstant_NeverShowsHalfAMessage() => Timelines.Sample(steps =>
    {
        using var bench = new LaneBench(PipelineOf([Source()], Metric("total", Call("sum", "a"))));
        foreach (var (at, _, reads) in steps)
        {
            bench.Time.Now = ManualTime.Start.AddTicks(at);
            if (!reads)
            {
                bench.Send("left a=1\nright a=1");
                continue;
            }

            bench.Read();
            Assert.Equal(bench.Page["total{worker=\"left\"}"], bench.Page["total{worker=\"right\"}"]);
            bench.AssertAccounts();
        }
    }, iter: 200);

    private static PipelineDefinition Everything() => PipelineOf(
        [Source(expire: 7)],
        Metric("total", Call("sum", "a")),
        Metric("latest", Call("last", "b")),
        Metric("window", Call("sum", "a")) with { Over = [Over.Tumbling(TimeSpan.FromSeconds(2))] },
        Metric("spread", Call("last", "b")) with { Across = [new AcrossStep(AcrossKind.StdDev, [])] });
}
