using System.Globalization;
using Streams.Definition;
using Streams.Prometheus;
using Streams.Reducing;

namespace Streams.Benchmarks;

/// <summary>Pages of five series a worker, in process: how long a read holds the lane, and the CPU time of writing, for the first page and those after it.</summary>
internal static class Scrapes
{
    internal static async Task<string> RunAsync(int reads, int workers)
    {
        var sink = new PrometheusSink();
        using var lane = new BenchLane(BenchLane.PipelineOf([.. Enumerable.Range(0, 5).Select(Metric)]), sink);
        var keys = BenchLane.Keys(workers);
        var (held, wrote, bytes) = (new List<double>(), new List<double>(), 0L);
        for (var read = 0; read <= reads; read++)
        {
            Feed(lane, keys, read);
            held.Add(lane.Read().TotalMilliseconds);
            using var page = new Counting();
            var before = Environment.CpuUsage.TotalTime;
            await sink.WriteAsync(page, PageFormat.Text);
            wrote.Add((Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
            bytes = page.Length;
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"scrape {workers} workers x 5 series, {bytes >> 20} MiB: first lane {held[0]:F1} ms, writing {wrote[0]:F1} ms; then lane {Median(held):F1} ms, writing {Median(wrote):F1} ms");
    }

    private static MetricDefinition Metric(int index) =>
        new() { Name = $"bench_{index}", Help = "m", From = ["s"], By = ["worker"], Value = new ValueExpression.Call(index % 2 == 0 ? "last" : "avg", "a") };

    private static void Feed(BenchLane lane, Events.WorkerKey[] keys, int read)
    {
        Span<double> values = [0, 1];
        for (var i = 0; i < keys.Length; i++)
        {
            values[0] = (i * 7) + (read / 4.0);
            lane.Wait(100);
            lane.Inputs[0].Receive(keys[i], values, null);
        }

        lane.Inputs[0].Flush();
        lane.Turn();
    }

    private static double Median(List<double> first) => first.Skip(1).Order().ElementAt((first.Count - 1) / 2);

    /// <summary>Takes a page and keeps nothing but its length.</summary>
    private sealed class Counting : MemoryStream
    {
        private long _length;

        public override long Length => _length;

        public override void Write(byte[] buffer, int offset, int count) => _length += count;

        public override void Write(ReadOnlySpan<byte> buffer) => _length += buffer.Length;

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            _length += count;
            return Task.CompletedTask;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _length += buffer.Length;
            return ValueTask.CompletedTask;
        }
    }
}
