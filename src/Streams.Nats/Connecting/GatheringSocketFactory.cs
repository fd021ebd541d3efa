using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using NATS.Client.Core;
using Streams.Lane;

namespace Streams.Nats.Connecting;

/// <summary>Connects to NATS servers by sockets that gather, in the clear or by TLS.</summary>
/// <remarks>
/// NATS.Net would turn a connection to TLS by itself, but only around its own transport, past ours. So the greeting is read
/// here, the stream turned to TLS where it must be, and the greeting handed to NATS.Net as the first bytes of a finished connection.
/// Nothing here uses the socket asynchronously, for the reason that <see cref="GatheringSocket"/> states.
/// </remarks>
/// <param name="tls">How TLS is spoken; it is used where the server or these settings ask for it.</param>
/// <param name="tlsFirst">Whether TLS comes before the server's greeting.</param>
/// <param name="takesMessages">Whether messages of known subscriptions go to them directly.</param>
/// <param name="gather">How long messages may gather.</param>
/// <param name="reading">The lock held while messages are taken.</param>
/// <param name="beforeRead">Called on the reading thread when everything received so far has been handled.</param>
/// <param name="ended">Called with the reason when a connection ends, but for one that was closed here.</param>
/// <param name="failed">Called with the reason if a server cannot be used.</param>
internal sealed class GatheringSocketFactory(
    TlsSettings tls, bool tlsFirst, bool takesMessages, TimeSpan gather, Lock reading, Action beforeRead, Action<DisconnectReason> ended,
    Action<Uri, string> failed)
        : INatsSocketConnectionFactory
{
    /// <summary>A server that accepts no data for this long counts as lost.</summary>
    private static readonly TimeSpan LongestSend = TimeSpan.FromSeconds(5);

    public async ValueTask<INatsSocketConnection> ConnectAsync(Uri uri, NatsOpts opts, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendTimeout = (int)LongestSend.TotalMilliseconds };
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(uri.Host, cancellationToken).ConfigureAwait(false);
            // Closing the socket ends blocking calls on it.
            await using var giveUp = cancellationToken.Register(socket.Dispose).ConfigureAwait(false);
            return await Task.Factory.StartNew(() => Connect(socket, addresses, uri), CancellationToken.None, TaskCreationOptions.LongRunning,
                TaskScheduler.Default).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            socket.Dispose();
            if (cancellationToken.IsCancellationRequested) e = new OperationCanceledException("no answer in time", e, cancellationToken);
            failed(uri, Reason(e));
            throw e;
        }
    }

    private GatheringSocket Connect(Socket socket, IPAddress[] addresses, Uri uri)
    {
        socket.Connect(addresses, uri.Port);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        if (tlsFirst) stream = Secure(stream, uri);
        var greeting = ServerGreeting.Read(stream);
        if (!tlsFirst && tls.IsRequired && greeting is { TlsRequired: false, TlsAvailable: false }) throw new NatsException("the server does not offer TLS");
        if (!tlsFirst && (tls.IsRequired || greeting.TlsRequired)) stream = Secure(stream, uri);
        var natsNet = new Handover();
        return new GatheringSocket(socket, stream, new FrameReader(greeting.Bytes, natsNet, takesMessages, reading), natsNet, gather, beforeRead, ended);
    }

    private SslStream Secure(Stream stream, Uri uri)
    {
        var secure = new SslStream(stream);
        secure.AuthenticateAsClient(tls.For(uri));
        return secure;
    }

    private string Reason(Exception e) => e switch
    {
        // A server that expects TLS first sends nothing before the handshake.
        OperationCanceledException when !tlsFirst => "no answer in time; if the server has handshake_first, TLS must come first (--tls-first)",
        OperationCanceledException => "no answer in time",
        EndOfStreamException when !tlsFirst => $"{e.Message}; if it has handshake_first, TLS must come first (--tls-first)",
        AuthenticationException { InnerException: null } when tlsFirst => $"{e.Message} If the server has no handshake_first, "
            + "leave out --tls-first and NATS_TLS_FIRST",
        AuthenticationException { InnerException: { } inner } => $"{e.Message} {inner.Message}",
        _ => e.Message,
    };
}
