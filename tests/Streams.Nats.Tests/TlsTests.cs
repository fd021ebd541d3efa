using NATS.Client.Core;
using Streams.Nats.Connecting;
using Streams.Nats.Tests.Support;
using Streams.Testing.Support;

namespace Streams.Nats.Tests;

public sealed class TlsTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task RunAsync_AuthorityAndClientCertificate_ReceivesAFlood()
    {
        await using var server = await NatsServer.StartAsync(_authority.Configuration);
        await using var source = RunningSource.Subjects(Trusting(server), "secure");
        await source.Listening();
        await using var publisher = new Publisher(server, PublisherOptions());
        var text = new string('x', 500);
        await publisher.PublishAsync(20_000, _ => "secure", i => $"{i} {text}");
        await source.Decoder.Arrival(20_000);
        Assert.Equal(Enumerable.Range(0, 20_000).Select(i => $"{i} {text}"), source.Decoder.Messages.Select(m => m.Payload));
    }

    [Fact]
    public async Task RunAsync_SecureServerRestarted_ReceivesAgain()
    {
        await using var server = await NatsServer.StartAsync(_authority.Configuration);
        await using var source = RunningSource.Subjects(Trusting(server), "secure");
        await source.Listening();
        await server.KillAsync();
        await source.Log.Line("Lost");
        await server.StartAgainAsync();
        await source.Log.Line("Reconnected");
        await using var publisher = new Publisher(server, PublisherOptions());
        await publisher.PublishAsync("secure", "hello");
        await source.Decoder.Arrival(1);
    }

    [Fact]
    public async Task RunAsync_ServerOfAnotherAuthority_IsRefused()
    {
        using var stranger = new TestAuthority();
        await using var server = await NatsServer.StartAsync(_authority.Configuration);
        await using var source = RunningSource.Subjects(Trusting(server) with { Ca = stranger.Authority }, "secure");
        Assert.Contains("certificate", await source.Log.Line("Failed"), StringComparison.OrdinalIgnoreCase);
        Assert.False(source.Input.IsUp);
    }

    [Fact]
    public async Task RunAsync_TlsAskedOfAServerWithout_IsRefused()
    {
        await using var server = await NatsServer.StartAsync();
        await using var source = RunningSource.Subjects(new NatsOptions { Url = server.Url.Replace("nats:", "tls:", StringComparison.Ordinal) }, "secure");
        Assert.Contains("does not offer TLS", await source.Log.Line("Failed"), StringComparison.Ordinal);
        Assert.False(source.Input.IsUp);
    }

    [Fact]
    public async Task RunAsync_TlsFirst_ReceivesAndReconnects()
    {
        await using var server = await TlsFirstServer.StartAsync(_authority);
        await using var source = RunningSource.Subjects(new NatsOptions { Url = server.Url, Ca = _authority.Authority, TlsFirst = true }, "first");
        await source.Listening();
        await using (var publisher = server.Publisher())
        {
            await publisher.PublishAsync(1000, _ => "first", i => $"{i}");
            await source.Decoder.Arrival(1000);
        }

        await server.Nats.KillAsync();
        await source.Log.Line("Lost");
        await server.Nats.StartAgainAsync();
        await source.Log.Line("Reconnected");
    }

    [Fact]
    public async Task RunAsync_ServerWithTlsFirstAskedInTheClear_SaysWhatToDo()
    {
        await using var server = await TlsFirstServer.StartAsync(_authority);
        await using var source = RunningSource.Subjects(new NatsOptions { Url = server.Url, Ca = _authority.Authority }, "first");
        Assert.Contains("--tls-first", await source.Log.Line("Failed"), StringComparison.Ordinal);
        Assert.False(source.Input.IsUp);
    }

    [Fact]
    public async Task RunAsync_TlsFirstAskedOfAServerWithout_SaysWhatToDo()
    {
        await using var server = await NatsServer.StartAsync(_authority.Configuration);
        await using var source = RunningSource.Subjects(Trusting(server) with { TlsFirst = true }, "first");
        Assert.Contains("leave out --tls-first", await source.Log.Line("Failed"), StringComparison.Ordinal);
        Assert.False(source.Input.IsUp);
    }

    [Fact]
    public void Validate_AuthorityThatIsNoCertificate_NamesTheFile()
    {
        var options = new NatsOptions { Ca = _authority.PathOf("client.key") };
        Assert.Contains(options.Validate(), p => p.StartsWith("NATS_CA: ", StringComparison.Ordinal));
        Assert.Empty(new NatsOptions { Ca = _authority.Authority, Cert = _authority.PathOf("client.pem"), Key = _authority.PathOf("client.key") }.Validate());
    }

    private NatsOptions Trusting(NatsServer server) =>
        new() { Url = server.Url, Ca = _authority.Authority, Cert = _authority.PathOf("client.pem"), Key = _authority.PathOf("client.key") };

    private NatsOpts PublisherOptions() => NatsOpts.Default with
    {
        TlsOpts = new NatsTlsOpts { CaFile = _authority.Authority, CertFile = _authority.PathOf("client.pem"), KeyFile = _authority.PathOf("client.key"), Mode = TlsMode.Require },
    };
}
