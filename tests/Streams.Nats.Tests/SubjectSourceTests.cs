using NATS.Client.Core;
using Streams.Nats.Connecting;
using Streams.Nats.Tests.Support;
using Streams.Testing.Support;

namespace Streams.Nats.Tests;

public sealed class SubjectSourceTests : IAsyncLifetime
{
    private NatsServer _server = null!;

    private NatsOptions Options => new() { Url = _server.Url };

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
        await Assert.ThrowsAsync<InvalidOperationException>(() => source.Run.WaitAsync(TimeSpan.FromSeconds(20)));
    }
}
