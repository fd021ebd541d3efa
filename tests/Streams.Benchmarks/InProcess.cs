using System.Globalization;
using System.Text;
using Streams.Across;
using Streams.Benchmarks.Publishing;
using Streams.Definition;
using Streams.Definitions;
using Streams.Dynamo;
using Streams.Events;
using Streams.Reducing;
using Streams.Windowing;

namespace Streams.Benchmarks;

/// <summary>The engine by itself, one thread, without NATS: the CPU time that an event, a window's end and a read cost.</summary>
internal static class InProcess
{
    private const int Batch = 1024;
    private const long TicksBetweenEvents = 100;

    private static readonly ValueExpression Percent = new ValueExpression.Binary(
        '/',
        new ValueExpression.Binary('*', new ValueExpression.Number(100), new ValueExpression.Call("sum", "a")),
        new ValueExpression.Call("sum", "b"));

    /// <summary>A fleet's messages through a pipeline file: what decoding costs, and what the lane. Of the batches the median, since others use the machine, too.</summary>
    internal static string Lane(string file, int events, int workers, Mix mix)
    {
        var read = PipelineFile.Read(file, new Dictionary<string, string>(), [new DynamoSourceKind()]);
        if (read.Definition is null) throw new InvalidOperationException(string.Join('\n', read.Mistakes));
        using var lane = new BenchLane(read.Definition);
        var fleet = new MadeFleet(mix, workers, Batch, lane.Inputs);
        List<double> decoding = [], inLane = [];
        long allocated = 0;
        var warm = Math.Max(300_000, 12 * workers) / Batch;
        for (var i = -warm; i < events / Batch; i++)
        {
            fleet.Make();
            if (i == 0) allocated = -GC.GetAllocatedBytesForCurrentThread();
            var began = Environment.CpuUsage.TotalTime;
            fleet.Receive(() => lane.Wait(TicksBetweenEvents));
            var decoded = Environment.CpuUsage.TotalTime;
            var turned = lane.Turn();
            if (i < 0) continue;
            decoding.Add((decoded - began).TotalNanoseconds / Batch);
            inLane.Add(turned.TotalNanoseconds / Batch);
        }

        allocated += GC.GetAllocatedBytesForCurrentThread();
        var scrape = TimeSpan.MaxValue;
        for (var i = 0; i < 5; i++) scrape = new(Math.Min(scrape.Ticks, lane.Read().Ticks));
        return Say($"lane {events} messages, {mix.Name}, {workers} workers: decode {Median(decoding):F0} ns, lane {Median(inLane):F0} ns, {(double)allocated / events:F2} B a message, scrape {scrape.TotalMilliseconds:F1} ms");
    }

    /// <summary>Events through three windows of one metric: CPU and bytes an event, state a worker and window, the longest end of a window.</summary>
    internal static string Windows(int events, int workers)
    {
        Over[] over = [Over.All, Over.Tumbling(TimeSpan.FromSeconds(10)), Over.Hopping(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5))];
        var keys = BenchLane.Keys(workers);
        var without = GC.GetTotalMemory(forceFullCollection: true);
        using var lane = new BenchLane(BenchLane.PipelineOf(Metric(Percent) with { Over = over }));
        var longest = TimeSpan.Zero;
        Feed(lane, keys, Math.Max(200_000, 2 * workers), ref longest);
        var state = 0.0;
        for (var i = 0; i < 13; i++)
        {
            // A minute in which every worker speaks in every pane.
            Feed(lane, keys, workers, ref longest);
            lane.WaitUntilMultipleOf(TimeSpan.FromSeconds(5));
            longest = Max(longest, lane.Turn());
        }

        state = GC.GetTotalMemory(forceFullCollection: true) - without;
        longest = TimeSpan.Zero;
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var cpu = Environment.CpuUsage.TotalTime;
        Feed(lane, keys, events, ref longest);
        cpu = Environment.CpuUsage.TotalTime - cpu;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        GC.KeepAlive(keys);
        return Say($"windows {events} events, {workers} workers: {cpu.TotalSeconds / events * 1e6:F2} CPU s per million, {(double)allocated / events:F2} B an event, {state / workers / over.Length:F0} B a worker and window, longest end of a window {longest.TotalMilliseconds:F1} ms");
    }

    /// <summary>Reads of one number combined of all workers, for several ways to combine.</summary>
    internal static string Across(int reads, int workers)
    {
        (string Name, AcrossStep[] Steps)[] ways =
        [
            ("sum", [new(AcrossKind.Sum, [])]),
            ("avg", [new(AcrossKind.Avg, [])]),
            ("stddev", [new(AcrossKind.StdDev, [])]),
            ("max", [new(AcrossKind.Max, [])]),
            ("sum by, stddev", [new(AcrossKind.Sum, ["worker"]), new(AcrossKind.StdDev, [])]),
            ("pool", [new(AcrossKind.Pool, [])]),
            ("quantile", [new(AcrossKind.Quantile, [], 0.9)]),
        ];
        var keys = BenchLane.Keys(workers);
        var said = new StringBuilder(Say($"across {workers} workers, ms a read:"));
        foreach (var (name, steps) in ways)
        {
            using var lane = new BenchLane(BenchLane.PipelineOf(Metric(steps[0].Kind == AcrossKind.Pool ? Percent : new ValueExpression.Call("last", "a")) with { Across = steps }));
            var none = TimeSpan.Zero;
            Feed(lane, keys, workers, ref none);
            var first = lane.Read();
            var took = new List<double>();
            for (var i = 0; i < reads; i++)
            {
                // A read after which nothing happened costs nothing.
                Feed(lane, keys, Batch, ref none);
                took.Add(lane.Read().TotalMilliseconds);
            }

            took.Sort();
            said.Append(Say($" {name} {took[reads / 2]:F2} (first {first.TotalMilliseconds:F0});"));
        }

        return said.ToString();
    }

    private static void Feed(BenchLane lane, Events.WorkerKey[] keys, int events, ref TimeSpan longest)
    {
        var input = lane.Inputs[0];
        var end = TimeSpan.FromSeconds(5).Ticks;
        Span<double> values = [0, 1];
        for (var i = 0; i < events; i += Batch)
        {
            var count = Math.Min(Batch, events - i);
            for (var m = 0; m < count; m++)
            {
                lane.Wait(TicksBetweenEvents);
                values[0] = m;
                input.Receive(keys[(i + m) % keys.Length], values, null);
            }

            input.Flush();
            lane.Turn();
            var now = lane.GetUtcNow().UtcTicks;
            if (now / end == (now + (Batch * TicksBetweenEvents)) / end) continue;
            lane.WaitUntilMultipleOf(TimeSpan.FromSeconds(5));
            longest = Max(longest, lane.Turn());
        }
    }

    private static MetricDefinition Metric(ValueExpression value) => new() { Name = "m", Help = "m", From = ["s"], By = ["worker"], Value = value };

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
