using System.Net;
using System.Net.Sockets;

namespace Streams.Zmq;

/// <summary>The socket of a connection, which it names, since a poll answers with sockets.</summary>
/// <remarks>It never blocks and is never used asynchronously: .NET's poller would wake for each segment that arrives.</remarks>
internal sealed class PublisherSocket : Socket
{
    private PublisherSocket(ZmqConnection connection, AddressFamily family)
        : base(family, SocketType.Stream, ProtocolType.Tcp)
    {
        Connection = connection;
        Blocking = false;
        NoDelay = true;
        // A peer that is gone without a word is noticed by PING; this is for publishers too old to answer one.
        SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 10);
        SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
        SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
    }

    internal ZmqConnection Connection { get; }

    /// <summary>Begins to connect; null where nobody listens there, which the kernel may know at once.</summary>
    internal static PublisherSocket? Begin(ZmqConnection connection, IPEndPoint at)
    {
        var socket = new PublisherSocket(connection, at.AddressFamily);
        try
        {
            socket.Connect(at);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // The normal case.
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }

        return socket;
    }

    /// <summary>Whether connecting has succeeded, once the socket can be written.</summary>
    internal bool IsConnected() => GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error) is 0;
}
