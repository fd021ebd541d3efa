using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Streams.Testing.Support;
using Streams.Zmq.Framing;
using Streams.Zmq.Tests.Support;

namespace Streams.Zmq.Tests;

/// <summary>Connections to publishers on real sockets: those that behave, those that go and come, those that say nothing or too much.</summary>
public sealed class ZmqSubscriberTests : IAsyncDisposable
{
    // An answer to a PING would come between what a test expects.
    private static readonly ZmqTimes Times = new() { Ping = TimeSpan.FromDays(1), Silence = TimeSpan.FromDays(2) };

    private readonly Lock _reading = new();
    private readonly List<IAsyncDisposable> _ends = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var end in Enumerable.Reverse(_ends)) await end.DisposeAsync();
    }

    [Fact]
    public async Task Publisher_SendsOnlyWhatIsSubscribedTo()
    {
        var publisher = Keep(new ZmqPublisher());
        var heard = new Heard();
        Subscriber().Connect(Address(publisher.Port), ["kv_metrics"], heard);
        await publisher.SubscribedAsync();
        await publisher.PublishAsync("kv-events"u8.ToArray(), "no"u8.ToArray());
        await publisher.PublishAsync("kv_metrics"u8.ToArray(), "yes"u8.ToArray());

        Assert.Equal("lives", await heard.NextAsync());
        Assert.Equal("kv_metrics|yes", await heard.NextAsync());
    }

    [Fact]
    public async Task Messages_OfAnyLength_ArriveInOrder()
    {
        var publisher = Keep(new ZmqPublisher());
        var heard = new Heard();
        Subscriber().Connect(Address(publisher.Port), [""], heard);
        await publisher.SubscribedAsync();
        int[] lengths = [0, 1, 99, 255, 256, 70_000, 300_000, 1 << 20];
        foreach (var length in lengths) await publisher.PublishAsync("t"u8.ToArray(), new byte[length], [.. "end"u8]);

        await heard.NextAsync("lives");
        foreach (var length in lengths)
        {
            var parts = (await heard.NextAsync()).Split('|');
            Assert.Equal(length > 100 ? $"{length} bytes" : new string('\0', length), parts[1]);
            Assert.Equal("end", parts[2]);
        }
    }

    [Fact]
    public async Task PublisherThatComesLater_IsConnected()
    {
        using var port = ReservedPort.Take();
        var heard = new Heard();
        Subscriber().Connect(Address(port.Number), ["t"], heard);
        Assert.Equal("Unreachable", await heard.NextAsync());

        var publisher = Keep(new ZmqPublisher(port.Number));
        await publisher.SubscribedAsync();
        await publisher.PublishAsync("t"u8.ToArray(), "here"u8.ToArray());

        Assert.Equal("t|here", await heard.NextAsync("t|"));
    }

    [Fact]
    public async Task LostConnection_IsToldAndMadeAgain()
    {
        var publisher = Keep(new ZmqPublisher());
        var heard = new Heard();
        Subscriber().Connect(Address(publisher.Port), ["t"], heard);
        await publisher.SubscribedAsync();
        await heard.NextAsync("lives");
        publisher.Drop();

        Assert.Equal("Closed", await heard.NextAsync());
        await publisher.SubscribedAsync();
        Assert.Equal("lives", await heard.NextAsync());
    }

    [Fact]
    public async Task Removed_IsClosedWithoutAWord()
    {
        using var listener = Listen();
        var heard = new Heard();
        var subscriber = Subscriber();
        var connection = subscriber.Connect(Address(listener), ["t"], heard);
        using var peer = new ZmqPeer(await listener.AcceptSocketAsync(TestContext.Current.CancellationToken));
        await peer.ShakeHandsAsync();
        await heard.NextAsync("lives");
        subscriber.Remove(connection);
        await peer.ClosedAsync();

        Assert.Equal(0, heard.Waiting);
        Assert.Equal(0, subscriber.Open);
    }

    [Fact]
    public async Task SilentPublisher_LivesByItsAnswers()
    {
        var publisher = Keep(new ZmqPublisher());
        var heard = new Heard();
        Subscriber(Times with { Ping = TimeSpan.FromMilliseconds(20) }).Connect(Address(publisher.Port), ["t"], heard);
        for (var i = 0; i < 4; i++) Assert.Equal("lives", await heard.NextAsync());

        Assert.True(publisher.Pings >= 3);
    }

    [Fact]
    public async Task PublisherThatStopsToAnswer_IsLostAndTriedAgain()
    {
        using var listener = Listen();
        var heard = new Heard();
        Subscriber(Times with { Ping = TimeSpan.FromMilliseconds(20), Silence = TimeSpan.FromMilliseconds(200) }).Connect(Address(listener), ["t"], heard);
        using var peer = new ZmqPeer(await listener.AcceptSocketAsync(TestContext.Current.CancellationToken));
        await peer.ShakeHandsAsync();

        Assert.Equal("lives", await heard.NextAsync());
        Assert.Equal("Silent", await heard.NextAsync());
        using var again = new ZmqPeer(await listener.AcceptSocketAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task PeerThatSaysNothing_IsGivenUpAfterTheTimeOfAHandshake()
    {
        using var listener = Listen();
        var heard = new Heard();
        Subscriber(Times with { Handshake = TimeSpan.FromMilliseconds(100) }).Connect(Address(listener), ["t"], heard);

        Assert.Equal("Silent", await heard.NextAsync());
    }

    [Fact]
    public async Task ThePeersPing_IsAnsweredWithItsContext()
    {
        using var listener = Listen();
        Subscriber().Connect(Address(listener), ["t"], new Heard());
        using var peer = new ZmqPeer(await listener.AcceptSocketAsync(TestContext.Current.CancellationToken));
        await peer.ShakeHandsAsync();
        await peer.ReadFrameAsync();
        await peer.SendAsync(ZmqPeer.Frame(4, [4, .. "PING"u8, 0, 10, .. "abc"u8]));

        var (flags, body) = await peer.ReadFrameAsync();
        Assert.Equal(4, flags);
        Assert.Equal("\u0004PONGabc", Encoding.UTF8.GetString(body));
    }

    [Fact]
    public async Task RefusedPeer_IsClosedAndTriedAgainSlowly()
    {
        using var listener = Listen();
        var heard = new Heard();
        Subscriber(Times with { RefusedWait = TimeSpan.FromMilliseconds(300) }).Connect(Address(listener), ["t"], heard);
        using var peer = new ZmqPeer(await listener.AcceptSocketAsync(TestContext.Current.CancellationToken));
        await peer.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray());
        Assert.Equal("refused protocol", await heard.NextAsync());
        var refused = Stopwatch.StartNew();
        await peer.ClosedAsync();
        using var again = new ZmqPeer(await listener.AcceptSocketAsync(TestContext.Current.CancellationToken));

        // A first retry after a mere loss comes after 100 ms.
        Assert.True(refused.Elapsed > TimeSpan.FromMilliseconds(200), refused.Elapsed.ToString());
    }

    [Fact]
    public async Task AddressOutsideOfTheAllowedNetworks_IsNeverConnected()
    {
        using var listener = Listen();
        var heard = new Heard();
        Subscriber(Times with { RefusedWait = TimeSpan.FromMilliseconds(10) }, allow: "10.0.0.0/8").Connect(Address(listener), ["t"], heard);

        for (var i = 0; i < 3; i++) Assert.Equal("refused address", await heard.NextAsync());
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task FourHundredPublishers_AreAllHeard()
    {
        var publishers = Enumerable.Range(0, 400).Select(_ => Keep(new ZmqPublisher())).ToArray();
        var heard = new Heard();
        var subscriber = Subscriber();
        foreach (var publisher in publishers) subscriber.Connect(Address(publisher.Port), ["t"], heard);
        foreach (var publisher in publishers) await publisher.SubscribedAsync();
        foreach (var publisher in publishers) await publisher.PublishAsync("t"u8.ToArray(), Encoding.UTF8.GetBytes(publisher.Port.ToString()));

        HashSet<string> messages = [];
        while (messages.Count < publishers.Length) messages.Add(await heard.NextAsync("t|"));
        Assert.Equal(publishers.Select(p => $"t|{p.Port}").Order(), messages.Order());
        Assert.Equal(publishers.Length, subscriber.Open);
    }

    [Fact]
    public async Task WhatAListenerThrows_EndsTheReading()
    {
        var publisher = Keep(new ZmqPublisher());
        var subscriber = Keep(new ZmqSubscriber(AllowedNetworks.Parse(null, out _)!, Times, TimeProvider.System, _reading, () => throw new InvalidOperationException("broken")));
        subscriber.Connect(Address(publisher.Port), ["t"], new Heard());

        await Assert.ThrowsAsync<InvalidOperationException>(() => subscriber.Completion.WaitAsync(Patience.Limit));
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static ZmqAddress Address(TcpListener listener) => Address(((IPEndPoint)listener.LocalEndpoint).Port);

    private static ZmqAddress Address(int port) => new("127.0.0.1", port);

    private ZmqSubscriber Subscriber(ZmqTimes? times = null, string? allow = null) =>
        Keep(new ZmqSubscriber(AllowedNetworks.Parse(allow, out _)!, times ?? Times, TimeProvider.System, _reading, static () => { }));

    private T Keep<T>(T end)
        where T : IAsyncDisposable
    {
        _ends.Add(end);
        return end;
    }
}
