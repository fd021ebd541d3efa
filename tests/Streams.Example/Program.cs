using System.Reactive.Concurrency;
using Microsoft.Extensions.Logging.Abstractions;
using Streams.Decoding;
using Streams.Definition;
using Streams.Events;
using Streams.Grouping;
using Streams.Nats;
using Streams.Nats.Connecting;
using Streams.Prometheus;
using Streams.Publishing;
using Streams.Reducing;
using Streams.Windowing;

using var loop = new EventLoopScheduler();
await using var nats = new NatsLink(new NatsOptions { Url = args[0] }, NullLogger.Instance);
var mapping = new JsonMapping { Keys = [JsonKey.At("meter", "/meter")], Fields = [JsonField.At("joules", "/joules")] };
var sink = new PrometheusSink();
var energy = sink.DeclareRows(new SeriesFamily("meter_joules", "Joules in the last second.", MetricType.Gauge, [], ["meter"])).Create([]);
var reads = new PageReads(loop);
using var page = new MetricsPage(reads, sink);
await using var endpoint = new MetricsEndpoint(page, new MetricsEndpointOptions { Listen = ListenAddress.Parse(args[1]) });
await endpoint.StartAsync();
using var subscription = nats.Events(SubjectSourceDefinition.Json("meters", "meters.*", mapping), loop)
    .ReduceByWorker(
        new WorkerQuery<Event>
        {
            By = e => e.Keys,
            Leases = new Leases<Event> { Expire = _ => TimeSpan.FromSeconds(10) },
            TimeTicks = e => e.TimeTicks,
            Windows = [new WindowPlan<Event>(Over.Tumbling(TimeSpan.FromSeconds(1)), new FieldReducer<Event>("sum", e => e[0]))],
        },
        reads,
        loop)
    .Subscribe(window => energy.Show(window), error => Environment.FailFast("broken code", error));
Console.WriteLine($"{endpoint.Address}metrics, until a line is read");
Console.ReadLine();
