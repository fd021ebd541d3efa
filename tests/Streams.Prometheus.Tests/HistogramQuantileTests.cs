using System.Globalization;
using Streams.Decoding;
using Streams.Definition;
using Streams.Events;
using Streams.Lane;
using Streams.Prometheus.Tests.Support;
using Streams.Reducing;
using Streams.Testing.Support;

namespace Streams.Prometheus.Tests;

/// <summary>Events through a whole lane onto the page: what a real Prometheus computes of the buckets is what is true of the events.</summary>
public sealed class HistogramQuantileTests
{
    private static readonly double[] Bounds = [10, 25, 50, 75, 90, 100];

    [Fact]
    public async Task Scrape_BothFormats_PrometheusComputesTheQuantiles()
    {
        var sink = new PrometheusSink();
        using var lane = new VirtualLane(Pipeline(), sink, Some.Instant, new LaneListener());

        // 0, 1, … 99 and one beyond the last bound, in another order.
        foreach (var value in Enumerable.Range(0, 100).Select(i => (i * 37) % 100).Append(1000)) lane.Receive(0, Some.Instant, new WorkerKey("w"), [value]);
        lane.Read();

        await using var endpoint = await RunningEndpoint.StartAsync(sink);
        await using var relay = await TextRelay.StartAsync(endpoint.Endpoint.Address);
        await using var prometheus = await PrometheusServer.StartAsync(("openmetrics", endpoint.Endpoint.Address), ("text", relay.Address));
        foreach (var job in new[] { "openmetrics", "text" })
        {
            var count = await Eventually.AnswersAsync(
                async () => await prometheus.QueryAsync($"seconds_count{{job=\"{job}\"}}") is { Count: 1 } found ? found : null, $"the first scrape of {job}");
            Assert.Equal(101, count[0].Value);
            Assert.Equal(99 * 100 / 2 + 1000, Assert.Single(await prometheus.QueryAsync($"seconds_sum{{job=\"{job}\"}}")).Value);
            foreach (var (quantile, truth) in new[] { (0.1, 9.2), (0.5, 49.6), (0.9, 90.1) })
            {
                var query = string.Create(CultureInfo.InvariantCulture, $"histogram_quantile({quantile}, seconds_bucket{{job=\"{job}\"}})");
                var answer = Assert.Single(await prometheus.QueryAsync(query));
                Assert.InRange(answer.Value, truth - 1, truth + 1);
                Assert.Equal("w", answer.Labels["worker"]);
            }

            // An event exactly on a bound is in its bucket: 0 to 10.
            Assert.Equal(11, Assert.Single(await prometheus.QueryAsync($"seconds_bucket{{job=\"{job}\",le=~\"10|10.0\"}}")).Value);
            Assert.Equal(("histogram", "Seconds a step took"), (await prometheus.FamiliesAsync(job))["seconds"]);
        }
    }

    private static PipelineDefinition Pipeline() => new()
    {
        Name = "p",
        Sources = [new SourceDefinition { Name = "s", Schema = new EventSchema(["worker"], ["took"]), CreateDecoder = () => new NoDecoder() }],
        Metrics =
        [
            new MetricDefinition
            {
                Name = "seconds",
                Help = "Seconds a step took",
                Type = MetricType.Histogram,
                From = ["s"],
                By = ["worker"],
                Value = ValueExpression.Histogram("took", Bounds),
            },
        ],
    };

    /// <summary>The events come as they are.</summary>
    private sealed class NoDecoder : IDecoder
    {
        public EventSchema Schema { get; } = new(["worker"], ["took"]);

        public void Decode(string subject, ReadOnlySpan<byte> payload, EventWriter events) => throw new NotSupportedException();
    }
}
