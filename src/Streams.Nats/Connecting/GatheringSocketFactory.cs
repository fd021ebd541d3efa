using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using NATS.Client.Core;

namespace Streams.Nats.Connecting;

/// <summary>Connects to NATS servers by sockets that gather, in the clear or by TLS.</summary>
/// <remarks>
/// NATS.Net would turn a connection to TLS by itself, but only around its own transport, past ours. So the greeting is read
/// here, the stream turned to TLS where it must be, and the greeting handed to NATS.Net as the first bytes of a finished connection.
/// </remarks>
/// <param name="options">The options; TLS is used where the server or they ask for it.</param>
/// <param name="beforeReceive">Called on the read loop when everything received so far has been handled.</param>
/// <param name="failed">Hears why a server cannot be used.</param>
internal sealed class GatheringSocketFactory(NatsOptions options, Action beforeReceive, Action<Uri, string> failed) : INatsSocketConnectionFactory
{
    private readonly TlsSettings _tls = new(options);

    public async ValueTask<INatsSocketConnection> ConnectAsync(Uri uri, NatsOpts opts, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(uri.Host, uri.Port, cancellationToken).ConfigureAwait(false);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (options.TlsFirst) stream = await SecureAsync(stream, uri, cancellationToken).ConfigureAwait(false);
            var greeting = await ServerGreeting.ReadAsync(stream, cancellationToken).ConfigureAwait(false);
            if (!options.TlsFirst && _tls.IsRequired && greeting is { TlsRequired: false, TlsAvailable: false }) throw new NatsException("the server does not offer TLS");
            if (!options.TlsFirst && (_tls.IsRequired || greeting.TlsRequired)) stream = await SecureAsync(stream, uri, cancellationToken).ConfigureAwait(false);
            return new GatheringSocket(socket, stream, greeting.Bytes, options.Gather, beforeReceive);
        }
        catch (Exception e)
        {
            socket.Dispose();
            failed(uri, Reason(e));
            throw;
        }
    }

    private async Task<Stream> SecureAsync(Stream stream, Uri uri, CancellationToken stop)
    {
        var secure = new SslStream(stream);
        await secure.AuthenticateAsClientAsync(_tls.For(uri), stop).ConfigureAwait(false);
        return secure;
    }

    private string Reason(Exception e) => e switch
    {
        // A server that waits for TLS says nothing until it comes.
        OperationCanceledException when !options.TlsFirst => "no answer in time; if the server has handshake_first, TLS must come first (--tls-first)",
        OperationCanceledException => "no answer in time",
        EndOfStreamException when !options.TlsFirst => $"{e.Message}; if it has handshake_first, TLS must come first (--tls-first)",
        AuthenticationException { InnerException: null } when options.TlsFirst => $"{e.Message} If the server has no handshake_first, leave out --tls-first and NATS_TLS_FIRST",
        AuthenticationException { InnerException: { } inner } => $"{e.Message} {inner.Message}",
        _ => e.Message,
    };
}
