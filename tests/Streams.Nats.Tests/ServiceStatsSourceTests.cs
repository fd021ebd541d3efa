using System.Text.Json;
using NATS.Client.Core;
using NATS.Client.Services;
using Streams.Nats.Connecting;
using Streams.Nats.Tests.Support;
using Streams.Testing.Support;

namespace Streams.Nats.Tests;

public sealed class ServiceStatsSourceTests : IAsyncLifetime
{
    private NatsServer _server = null!;

    private NatsOptions Options => new() { Url = _server.Url };

    public async ValueTask InitializeAsync() => _server = await NatsServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task RunAsync_TwoInstancesAndAnAbsentService_HearsTheInstancesEveryRound()
    {
        await using var fleet = new Publisher(_server);
        var services = new NatsSvcContext(fleet.Connection);
        await using var one = await services.AddServiceAsync("fleet", "1.0.0");
        await using var other = await services.AddServiceAsync("fleet", "1.0.0");
        await using var source = RunningSource.Stats(Options, TimeProvider.System, "absent", "fleet");
        await source.Decoder.Arrival(6);
        Assert.All(source.Decoder.Messages, m => Assert.Equal("$SRV.STATS.fleet", m.Subject));
        var instances = source.Decoder.Messages.Select(m => JsonDocument.Parse(m.Payload).RootElement.GetProperty("id").GetString());
        Assert.Equal(2, instances.Distinct().Count());
        Assert.True(source.Input.IsUp);
    }

    [Fact]
    public async Task RunAsync_AnswerAfterTheTimeout_IsNotReceived()
    {
        var time = new ShiftedTime();
        await using var fleet = new Publisher(_server);
        await using var questions = await fleet.Connection.SubscribeCoreAsync<string>("$SRV.STATS.slow");
        await fleet.Connection.PingAsync();
        await using var source = RunningSource.Stats(Options, time, "slow");
        var first = await questions.Msgs.ReadAsync();
        time.Shift(TimeSpan.FromSeconds(2));
        await first.ReplyAsync("too late");
        await fleet.Connection.PingAsync();
        // Stopping receives all that the server has passed on, so what is missing then never comes.
        await source.StopAsync();
        await using var next = RunningSource.Stats(Options, time, "slow");
        while (true)
        {
            var question = await questions.Msgs.ReadAsync();
            await question.ReplyAsync("in time");
            if (next.Decoder.Messages.Count > 0) break;
        }

        Assert.Empty(source.Decoder.Messages);
        Assert.Equal("in time", next.Decoder.Messages[0].Payload);
    }

    [Fact]
    public async Task RunAsync_ServerKilledAndRestarted_HearsAgain()
    {
        await using var source = RunningSource.Stats(Options, TimeProvider.System, "fleet");
        await source.Listening();
        await _server.KillAsync();
        await source.Log.Line("Lost");
        await _server.StartAgainAsync();
        await source.Log.Line("Reconnected");
        await using var fleet = new Publisher(_server);
        await using var service = await new NatsSvcContext(fleet.Connection).AddServiceAsync("fleet", "1.0.0");
        await source.Decoder.Arrival(1);
        Assert.True(source.Input.IsUp);
    }

    private sealed class ShiftedTime : TimeProvider
    {
        private long _shift;

        public override long GetTimestamp() => base.GetTimestamp() + Volatile.Read(ref _shift);

        internal void Shift(TimeSpan by) => Interlocked.Add(ref _shift, (long)(by.TotalSeconds * TimestampFrequency));
    }
}
