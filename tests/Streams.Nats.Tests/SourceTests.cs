using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using NATS.Client.Core;
using Streams.Decoding;
using Streams.Lane;
using Streams.Testing.Support;

namespace Streams.Nats.Tests;

/// <summary>The sources on a real nats-server.</summary>
public sealed class SourceTests
{
    private static readonly EventSchema Schema = new(["worker"], []);

    [Fact]
    public async Task Subject_FloodOf200000_ReceivesEveryOne()
    {
        await using var server = await NatsServer.StartAsync();
        using var probe = new ProbeDecoder(Subject("flood.>"), 200_000);
        await using var running = await Running.StartAsync(Subject("flood.>"), probe, new NatsOptions { Url = server.Url });
        await using var client = Client(server.Url);
        for (var i = 0; i < 200_000; i++) await client.PublishAsync("flood.a", "0123456789012345678901234567890123456789"u8.ToArray());
        await probe.Enough;
        Assert.Equal(200_000, probe.Count);
    }

    [Fact]
    public async Task Subject_Wildcard_TellsTheSubjectItself()
    {
        await using var server = await NatsServer.StartAsync();
        using var probe = new ProbeDecoder(Subject("plant.*.readings"), 2);
        await using var running = await Running.StartAsync(Subject("plant.*.readings"), probe, new NatsOptions { Url = server.Url });
        await using var client = Client(server.Url);
        await client.PublishAsync("plant.a.other", "1"u8.ToArray());
        await client.PublishAsync("plant.a.readings", "2"u8.ToArray());
        await client.PublishAsync("plant.b.readings", "3"u8.ToArray());
        await probe.Enough;
        Assert.Equal(["plant.a.readings", "plant.b.readings"], probe.Subjects);
    }

    [Fact]
    public async Task Subject_UserAndPassword_AreGiven()
    {
        await using var server = await NatsServer.StartAsync("authorization { user: fleet, password: \"s3cret\" }");
        using var probe = new ProbeDecoder(Subject("a"), 1);
        await using var running = await Running.StartAsync(Subject("a"), probe, new NatsOptions { Url = server.Url, User = "fleet", Password = "s3cret" });
        Assert.True(probe.Input.IsUp);
    }

    [Fact]
    public async Task Subject_ServerFrozen_GoesDownAndComesBack()
    {
        await using var server = await NatsServer.StartAsync();
        using var probe = new ProbeDecoder(Subject("a"), 1);
        await using var running = await Running.StartAsync(Subject("a"), probe, new NatsOptions { Url = server.Url, PingInterval = TimeSpan.FromMilliseconds(300) });
        await server.FreezeAsync();
        await Running.UntilAsync(() => !probe.Input.IsUp);
        await server.ThawAsync();
        await Running.UntilAsync(() => probe.Input.IsUp);
    }

    [Fact]
    public async Task Stats_Service_IsAskedAgainAndAgain()
    {
        await using var server = await NatsServer.StartAsync();
        var definition = new ServiceStatsSourceDefinition { Name = "s", Schema = Schema, CreateDecoder = () => throw new UnreachableException(), Services = ["svc"], Every = TimeSpan.FromMilliseconds(50), Timeout = TimeSpan.FromSeconds(1) };
        using var probe = new ProbeDecoder(definition, 3);
        await using var client = Client(server.Url);
        await using var requests = await client.SubscribeCoreAsync<byte[]>("$SRV.STATS.svc");
        await client.PingAsync();
        var answering = AnswerAsync(requests);
        await using (await Running.StartAsync(definition, probe, new NatsOptions { Url = server.Url }))
        {
            await probe.Enough;
        }

        Assert.Equal("{\"endpoints\":[]}", probe.Last);
        await requests.UnsubscribeAsync();
        await answering;
    }

    [Theory]
    [InlineData("nats://user:secret@host:4222", "secret")]
    [InlineData("nats://t0ken@host:4222,nats://a:b4d@other", "t0ken")]
    [InlineData("nats://t0ken@host:4222,nats://a:b4d@other", "b4d")]
    public void Redacted_UrlWithSecrets_ShowsNone(string url, string secret)
    {
        var options = new NatsOptions { Url = url };
        Assert.DoesNotContain(secret, options.Redacted);
        Assert.DoesNotContain(secret, options.ToString());
        Assert.Contains("host:4222", options.Redacted);
    }

    [Fact]
    public void Validate_EveryProblem_IsTold() =>
        Assert.True(new NatsOptions { Url = "http://x", Cert = "absent.pem", User = "u" }.Validate().Count >= 3);

    private static SubjectSourceDefinition Subject(string subject) =>
        new() { Name = "s", Schema = Schema, CreateDecoder = () => throw new UnreachableException(), Subjects = [subject] };

    private static NatsConnection Client(string url) => new(NatsOpts.Default with { Url = url });

    private static async Task AnswerAsync(INatsSub<byte[]> requests)
    {
        await foreach (var request in requests.Msgs.ReadAllAsync()) await request.ReplyAsync(Encoding.UTF8.GetBytes("{\"endpoints\":[]}"));
    }

    /// <summary>A source that runs until it is disposed.</summary>
    private sealed class Running : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly NatsLink _link;
        private readonly Task _task;

        private Running(SourceDefinition definition, ProbeDecoder probe, NatsOptions options)
        {
            _link = new NatsLink(options, NullLogger.Instance);
            _task = NatsSources.Create(definition, _link, TimeProvider.System, NullLogger.Instance).RunAsync(probe.Input, _stop.Token);
        }

        internal static async Task<Running> StartAsync(SourceDefinition definition, ProbeDecoder probe, NatsOptions options)
        {
            var running = new Running(definition, probe, options);
            await UntilAsync(() => probe.Input.IsUp);
            return running;
        }

        internal static async Task UntilAsync(Func<bool> reached)
        {
            using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            var began = Stopwatch.GetTimestamp();
            while (!reached())
            {
                Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(60), "not reached");
                await looks.WaitForNextTickAsync();
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await _link.DisposeAsync();
            _stop.Dispose();
        }
    }
}
