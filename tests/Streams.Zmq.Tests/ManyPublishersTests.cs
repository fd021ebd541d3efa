using System.Diagnostics;
using Streams.Testing.Support;
using Streams.Zmq.Tests.Support;

namespace Streams.Zmq.Tests;

/// <summary>A fleet of 200 workers that say nothing: two connections each, and one thread for all.</summary>
public sealed class ManyPublishersTests
{
    private const int Publishers = 400;

    [Fact]
    public async Task IdleConnections_AreAskedTogether_AndWakeTheReaderFewTimes()
    {
        ZmqPublisher[] publishers = [.. Enumerable.Range(0, Publishers).Select(_ => new ZmqPublisher())];
        Heard[] heard = [.. publishers.Select(_ => new Heard())];
        long rounds = 0;
        await using (var subscriber = new ZmqSubscriber(
            AllowedNetworks.Parse(null, out _)!, new ZmqTimes { Ping = TimeSpan.FromSeconds(1) }, TimeProvider.System, new Lock(), () => Interlocked.Increment(ref rounds)))
        {
            for (var i = 0; i < Publishers; i++) subscriber.Connect(new ZmqAddress("127.0.0.1", publishers[i].Port), ["t"], heard[i]);
            await LiveAsync(heard, 2);
            Assert.Equal(Publishers, subscriber.Open);
            var (before, since) = (Interlocked.Read(ref rounds), Stopwatch.GetTimestamp());
            await LiveAsync(heard, 3);

            // An answer a second of each; the reader's own wakes are some ten a second, and those of messages that gather at most eighty.
            var rate = (Interlocked.Read(ref rounds) - before) / Stopwatch.GetElapsedTime(since).TotalSeconds;
            Assert.InRange(rate, 1, Publishers / 3);
            Assert.All(publishers, publisher => Assert.Equal(1, publisher.Connections));
        }

        foreach (var publisher in publishers) await publisher.DisposeAsync();
    }

    /// <summary>Waits until each has given so many more signs of life.</summary>
    private static async Task LiveAsync(Heard[] heard, int signs)
    {
        foreach (var one in heard)
        {
            for (var i = 0; i < signs; i++) Assert.Equal("lives", await one.NextAsync());
        }
    }
}
