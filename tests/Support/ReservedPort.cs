using System.Net;
using System.Net.Sockets;

namespace Streams.Testing.Support;

/// <summary>A TCP port of 127.0.0.1 for a server, for as long as this lives, whether the server runs or not.</summary>
/// <remarks>
/// To ask for any free port and let it go is a race: whoever connects next may get it. So it is one of those below 32,768, which Linux
/// gives to nobody by itself, and the UDP port of the same number, which nobody needs, tells other tests that it is taken.
/// </remarks>
internal sealed class ReservedPort : IDisposable
{
    private readonly Socket _claim;

    private ReservedPort(int number, Socket claim)
    {
        Number = number;
        _claim = claim;
    }

    internal int Number { get; }

    public void Dispose() => _claim.Dispose();

    internal static ReservedPort Take()
    {
        while (true)
        {
            var number = Random.Shared.Next(10_000, 32_768);
            if (Bind(number, SocketType.Dgram, ProtocolType.Udp) is not { } claim) continue;
            using (var probe = Bind(number, SocketType.Stream, ProtocolType.Tcp))
            {
                if (probe is not null) return new ReservedPort(number, claim);
            }

            claim.Dispose();
        }
    }

    private static Socket? Bind(int number, SocketType type, ProtocolType protocol)
    {
        var socket = new Socket(AddressFamily.InterNetwork, type, protocol);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, number));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }
}
