using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Streams.Definition;
using Streams.Discovery;
using Streams.Dynamo.Connecting;
using Streams.Dynamo.Naming;
using Streams.Dynamo.Registry;
using Streams.Lane;
using Streams.Nats;
using Streams.Publishing;
using Streams.Testing.Support;
using Streams.Zmq;

namespace Streams.Dynamo.Tests.Connecting;

/// <summary>What a fleet tells the sources that list workers.</summary>
public sealed class DynamoFleetTests
{
    private const string Registered = "streams_discovery_workers{pipeline=\"test\",state=\"registered\"}";

    private static readonly SubjectSourceDefinition Registry = new()
    {
        Name = "discovery",
        Schema = DiscoveryDecoder.EventSchema,
        CreateDecoder = () => new DiscoveryDecoder(new NamespacePattern("*")),
        Subjects = [],
        IsRegistry = true,
    };

    [Fact]
    public async Task ClockSetBackAnHour_WorkersAreToldAgain()
    {
        var time = new SetTime();
        var page = new SeriesTable();
        using var host = new LaneHost(new PipelineDefinition { Name = "test", Sources = [Registry], Metrics = [] }, page, time, new LaneListener());
        await using var fleet = new DynamoFleet(new TwoRecords(), AllowedNetworks.Parse(null, out _)!, TimeProvider.System, new Lock(), NullLogger.Instance);
        using var stop = new CancellationTokenSource();
        var hearing = fleet.HearAsync(Registry, new SourceFeed(host.Inputs[0], [], new Lock(), (_, _) => { }), NullLogger.Instance, stop.Token);
        await TakenAsync(host);
        Assert.Equal(1, await ReadAsync(host, page));

        time.Now -= TimeSpan.FromHours(1);
        host.Turn();
        await TakenAsync(host);
        Assert.Equal(1, await ReadAsync(host, page));
        Assert.Equal(1, page["streams_clock_resets_total{pipeline=\"test\"}"]);
        await stop.CancelAsync();
        await hearing;
    }

    private static Task TakenAsync(LaneHost host) => Eventually.AnswersAsync(() => Task.FromResult(host.Waiting == 2 ? host : null), "two records");

    private static async Task<double?> ReadAsync(LaneHost host, SeriesTable page)
    {
        host.Turn();
        var read = host.ReadAsync();
        host.Turn();
        await read;
        return page[Registered];
    }

    private sealed class SetTime : TimeProvider
    {
        internal DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class TwoRecords : IDiscovery
    {
        public string Name => "test";

        public async Task FollowAsync(IDiscoveryObserver observer, CancellationToken cancellationToken)
        {
            const string Place = """{"namespace":"a","component":"backend","endpoint":"generate","card_json":{}}""";
            observer.Changed(new DiscoveryChange("v1/instances/a/backend/generate/7", Encoding.UTF8.GetBytes(Place)));
            observer.Changed(new DiscoveryChange("v1/mdc/a/backend/generate/7", Encoding.UTF8.GetBytes(Place)));
            observer.Listed();
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
