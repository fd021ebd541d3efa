using NATS.Client.Core;
using Streams.Nats.Connecting;
using Streams.Nats.Tests.Support;
using Streams.Testing.Support;

namespace Streams.Nats.Tests;

public abstract class SubjectSourceTests(bool fastPath) : IAsyncLifetime
{
    public sealed class Direct() : SubjectSourceTests(true);

    public sealed class ThroughNatsNet() : SubjectSourceTests(false);

    private NatsServer _server = null!;

    private NatsOptions Options => new() { FastPath = fastPath, Url = _server.Url };

    public async ValueTask InitializeAsync() => _server = await NatsServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task RunAsync_FloodOf200000_ReceivesEachOnceInOrder()
    {
        const int count = 200_000;
        await using var source = RunningSource.Subjects(Options, "flood");
        await source.Listening();
        await using var publisher = new Publisher(_server);
        await publisher.PublishAsync(count, _ => "flood", i => $"{i}");
        await source.Decoder.Arrival(count);
        await source.StopAsync();
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"{i}"), source.Decoder.Messages.Select(m => m.Payload));
        Assert.Equal(0, source.Losses.Dropped);
    }

    [Fact]
    public async Task RunAsync_Wildcards_ReceivesUnderTheMessagesOwnSubjects()
    {
        await using var source = RunningSource.Subjects(Options, "a.*.c", "x.>");
        await source.Listening();
        await using var publisher = new Publisher(_server);
        string[] subjects = ["a.1.c", "a.1.d", "x.y.z", "b", "a.2.c"];
        await publisher.PublishAsync(subjects.Length, i => subjects[i], i => $"{i}");
        await source.StopAsync();
        Assert.Equal([("a.1.c", "0"), ("a.2.c", "4"), ("x.y.z", "2")], source.Decoder.Messages.Order());
    }

    [Fact]
    public async Task RunAsync_TwoInAQueueGroup_ShareTheMessages()
    {
        var decoder = new RecordingDecoder();
        await using var one = RunningSource.InGroup(Options, decoder, "group", "work");
        await using var other = RunningSource.InGroup(Options, decoder, "group", "work");
        await Task.WhenAll(one.Listening(), other.Listening());
        await using var publisher = new Publisher(_server);
        await publisher.PublishAsync(1000, _ => "work", i => $"{i}");
        await one.StopAsync();
        await other.StopAsync();
        Assert.Equal(1000, decoder.Messages.Select(m => m.Payload).Distinct().Count());
        Assert.Equal(1000, decoder.Messages.Count);
    }

    [Fact]
    public async Task RunAsync_MessagesOfAllSizesAndHeaders_ReceivesThePayloads()
    {
        await using var source = RunningSource.Subjects(Options, "sizes");
        await source.Listening();
        await using var publisher = new Publisher(_server);
        int[] sizes = [1, 63_000, 64 * 1024, 65_537, 900_000, 2];
        foreach (var size in sizes) await publisher.Connection.PublishAsync("sizes", new string('x', size), headers: new NatsHeaders { ["Some"] = "header" });
        await source.Decoder.Arrival(sizes.Length);
        Assert.Equal(sizes, source.Decoder.Messages.Select(m => m.Payload.Length));
    }

    [Fact]
    public async Task RunAsync_HeadersOnSomeMessages_ReceivesAllInOrder()
    {
        const int count = 5000;
        await using var source = RunningSource.Subjects(Options, "mixed.*");
        await source.Listening();
        await using var publisher = new Publisher(_server);
        for (var i = 0; i < count; i++) await publisher.Connection.PublishAsync($"mixed.{i % 3}", $"{i}", headers: i % 5 < 2 ? new NatsHeaders { ["Some"] = "header" } : null);
        await source.Decoder.Arrival(count);
        Assert.Equal(Enumerable.Range(0, count).Select(i => ($"mixed.{i % 3}", $"{i}")), source.Decoder.Messages);
    }

    [Fact]
    public async Task RunAsync_TwoSourcesOnOneSubject_EachReceivesAll()
    {
        await using var one = RunningSource.Subjects(Options, "both");
        await using var other = one.Beside("both");
        await Task.WhenAll(one.Listening(), other.Listening());
        await using var publisher = new Publisher(_server);
        await publisher.PublishAsync(1000, _ => "both", i => $"{i}");
        await one.StopAsync();
        await publisher.PublishAsync("both", "last");
        await other.Decoder.Arrival(1001);
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}"), one.Decoder.Messages.Select(m => m.Payload));
        Assert.Equal(1001, other.Decoder.Messages.Count);
    }

    [Fact]
    public async Task RunAsync_OnLinux_KeepsTheSocketOutOfThePoller()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "looks into /proc");
        await using var source = RunningSource.Subjects(Options, "apart");
        await source.Listening();
        Assert.Equal((1, 0), Poller.Connections(_server.Port));
        // NATS.Net's own is watched, so this would be seen.
        await using var publisher = new Publisher(_server);
        await publisher.PublishAsync("apart", "hello");
        Assert.Equal((2, 1), Poller.Connections(_server.Port));
    }

    [Fact]
    public async Task RunAsync_Stopped_HasPostedWhatTheServerSent()
    {
        await using var source = RunningSource.Subjects(Options, "last");
        await source.Listening();
        Assert.True(source.Input.IsUp);
        await using var publisher = new Publisher(_server);
        await publisher.PublishAsync(5000, _ => "last", i => $"{i}");
        await source.StopAsync();
        Assert.Equal(5000, source.Decoder.Messages.Count);
        Assert.False(source.Input.IsUp);
    }

    [Fact]
    public async Task RunAsync_BrokenDecoder_EndsWithItsException()
    {
        await using var source = RunningSource.Subjects(Options, "broken");
        await source.Listening();
        await using var publisher = new Publisher(_server);
        await publisher.PublishAsync("broken", "broken code");
        await Assert.ThrowsAsync<InvalidOperationException>(() => source.Run.WaitAsync(Patience.Limit));
    }
}
