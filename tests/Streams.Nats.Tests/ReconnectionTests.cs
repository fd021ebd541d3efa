using Streams.Nats.Connecting;
using Streams.Nats.Tests.Support;
using Streams.Testing.Support;

namespace Streams.Nats.Tests;

public abstract class ReconnectionTests(bool fastPath)
{
    public sealed class Direct() : ReconnectionTests(true);

    public sealed class ThroughNatsNet() : ReconnectionTests(false);

    [Fact]
    public async Task RunAsync_ServerAbsentAtTheStart_ReceivesOnceItIsThere()
    {
        await using var server = NatsServer.Absent();
        await using var source = RunningSource.Subjects(new NatsOptions { FastPath = fastPath, Url = server.Url }, "late");
        await source.Log.Line("Failed");
        Assert.False(source.Input.IsUp);
        await server.StartAgainAsync();
        await AssertReceives(server, source, "late");
    }

    [Fact]
    public async Task RunAsync_ServerKilledAndRestarted_IsDownAndThenReceivesAgain()
    {
        await using var server = await NatsServer.StartAsync();
        await using var source = RunningSource.Subjects(new NatsOptions { FastPath = fastPath, Url = server.Url }, "again");
        await source.Listening();
        Assert.True(source.Input.IsUp);
        await server.KillAsync();
        Assert.Contains("(closed)", await source.Log.Line("Lost"));
        Assert.False(source.Input.IsUp);
        await server.StartAgainAsync();
        await source.Log.Line("Reconnected");
        await AssertReceives(server, source, "again");
        Assert.Single(source.Log.Lines, l => l.Name == "Lost");
        Assert.Single(source.Log.Lines, l => l.Name == "Reconnected");
    }

    [Fact]
    public async Task RunAsync_HalfOpenPeer_IsDownAndThenReceivesAgain()
    {
        await using var server = await NatsServer.StartAsync();
        await using var source = RunningSource.Subjects(new NatsOptions { FastPath = fastPath, Url = server.Url, PingInterval = TimeSpan.FromMilliseconds(200) }, "frozen");
        await source.Listening();
        await server.FreezeAsync();
        Assert.Contains("(timeout)", await source.Log.Line("Lost"));
        Assert.False(source.Input.IsUp);
        await server.ThawAsync();
        await source.Log.Line("Reconnected");
        await AssertReceives(server, source, "frozen");
    }

    [Fact]
    public async Task RunAsync_FirstOfTwoServersAbsent_UsesTheOther()
    {
        await using var absent = NatsServer.Absent();
        await using var server = await NatsServer.StartAsync();
        await using var source = RunningSource.Subjects(new NatsOptions { FastPath = fastPath, Url = $"{absent.Url}, {server.Url}" }, "either");
        await source.Listening();
        await AssertReceives(server, source, "either");
    }

    [Fact]
    public async Task RunAsync_StoppedWhileTheServerIsAbsent_Ends()
    {
        await using var server = NatsServer.Absent();
        await using var source = RunningSource.Subjects(new NatsOptions { FastPath = fastPath, Url = server.Url }, "never");
        await source.Log.Line("Failed");
        await source.StopAsync().WaitAsync(Patience.Limit);
        Assert.Single(source.Log.Lines, l => l.Name == "Failed");
    }

    private static async Task AssertReceives(NatsServer server, RunningSource source, string subject)
    {
        await source.Listening();
        Assert.True(source.Input.IsUp);
        await using var publisher = new Publisher(server);
        await publisher.PublishAsync(subject, "hello");
        await source.Decoder.Arrival(1);
        Assert.Equal([(subject, "hello")], source.Decoder.Messages);
    }
}
