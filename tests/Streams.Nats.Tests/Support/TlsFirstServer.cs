using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using NATS.Client.Core;
using Streams.Testing.Support;

namespace Streams.Nats.Tests.Support;

/// <summary>A nats-server to which TLS comes first: by its own <c>handshake_first</c> from 2.10 on; an older one stands behind a relay that ends TLS, as load balancers do.</summary>
internal sealed class TlsFirstServer : IAsyncDisposable
{
    private readonly TestAuthority _authority;
    private readonly TcpListener? _relay;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _relaying = Task.CompletedTask;

    private TlsFirstServer(NatsServer nats, TestAuthority authority, bool relayed)
    {
        Nats = nats;
        _authority = authority;
        if (!relayed) return;
        _relay = new TcpListener(IPAddress.Loopback, 0);
        _relay.Start();
        _relaying = RelayAsync(_relay);
    }

    internal NatsServer Nats { get; }

    internal string Url => _relay is null ? Nats.Url : $"nats://127.0.0.1:{((IPEndPoint)_relay.LocalEndpoint).Port}";

    internal static async Task<TlsFirstServer> StartAsync(TestAuthority authority)
    {
        var isOld = await NatsServer.VersionAsync() < new Version(2, 10);
        var configuration = $$"""tls { cert_file: "{{authority.PathOf("server.pem")}}", key_file: "{{authority.PathOf("server.key")}}", handshake_first: true }""";
        return new TlsFirstServer(await NatsServer.StartAsync(isOld ? "" : configuration), authority, isOld);
    }

    internal Publisher Publisher() => new(Url, NatsOpts.Default with { TlsOpts = new NatsTlsOpts { CaFile = _authority.Authority, Mode = TlsMode.Implicit } });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _relay?.Stop();
        await _relaying;
        await Nats.DisposeAsync();
        _stop.Dispose();
    }

    private async Task RelayAsync(TcpListener listener)
    {
        using var pem = X509Certificate2.CreateFromPemFile(_authority.PathOf("server.pem"), _authority.PathOf("server.key"));
        var passing = new List<Task>();
        try
        {
            while (true) passing.Add(PassAsync(await listener.AcceptTcpClientAsync(_stop.Token), pem));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(passing);
        }
    }

    /// <summary>Passes bytes both ways until either side closes.</summary>
    private async Task PassAsync(TcpClient client, X509Certificate2 certificate)
    {
        using var ends = client;
        using var server = new TcpClient();
        try
        {
            await using var secure = new SslStream(client.GetStream());
            await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, _stop.Token);
            await server.ConnectAsync(IPAddress.Loopback, Nats.Port, _stop.Token);
            await Task.WhenAny(secure.CopyToAsync(server.GetStream(), _stop.Token), server.GetStream().CopyToAsync(secure, _stop.Token));
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // Either side has gone.
        }
    }
}
