using System.Diagnostics;
using System.Net.Sockets;
using NATS.Client.Core;
using Streams.Lane;

namespace Streams.Nats.Connecting;

/// <summary>A connection that lets small messages gather under load, since one read of many costs far less than many reads of one.</summary>
/// <remarks>
/// Load means that reads follow each other faster than twice the gather time; a lone message is read at once. Under load a
/// read waits until the gather time has passed since the last one, or until <see cref="Enough"/> bytes wait in the kernel.
/// All of it blocks, on a thread of its own: the first asynchronous use of a socket would enter it into .NET's poller for good,
/// which wakes for each segment that arrives, whether it is read or not. At 20,000 messages a second that was about three quarters of all processor time.
/// </remarks>
internal sealed class GatheringSocket : INatsSocketConnection
{
    private const int Enough = 64 * 1024;

    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly FrameReader _reader;
    private readonly Handover _natsNet;
    private readonly TimeSpan _gather;
    private readonly Action _beforeRead;
    private readonly Action<DisconnectReason> _ended;
    private readonly ReadingPace _pace = new();
    private long _lastRead;
    private int _disposed;

    /// <summary>Starts to read.</summary>
    /// <param name="socket">The socket, never used asynchronously.</param>
    /// <param name="stream">What is read and written: the socket's own stream, or TLS around it.</param>
    /// <param name="reader">Passes on what is read.</param>
    /// <param name="natsNet">Asks for the reader's bytes.</param>
    /// <param name="gather">How long messages may gather.</param>
    /// <param name="beforeRead">Called by the reading thread when everything that it has read is handled.</param>
    /// <param name="ended">Called with the reason when the connection has ended, unless it was disposed of before.</param>
    internal GatheringSocket(Socket socket, Stream stream, FrameReader reader, Handover natsNet, TimeSpan gather, Action beforeRead,
        Action<DisconnectReason> ended)
    {
        _socket = socket;
        _stream = stream;
        _reader = reader;
        _natsNet = natsNet;
        _gather = gather;
        _beforeRead = beforeRead;
        _ended = ended;
        new Thread(Run) { Name = "NATS", IsBackground = true }.Start();
    }

    public ValueTask<int> SendAsync(ReadOnlyMemory<byte> buffer)
    {
        try
        {
            _stream.Write(buffer.Span);
            return ValueTask.FromResult(buffer.Length);
        }
        catch (IOException e) when (e.InnerException is SocketException inner)
        {
            if (inner.SocketErrorCode == SocketError.TimedOut) _ended(DisconnectReason.Timeout);
            else TellEnd();
            // NATS.Net reconnects for this exception only.
            return ValueTask.FromException<int>(inner);
        }
    }

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer) => _natsNet.AskAsync(buffer);

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1) return default;
        _natsNet.Close(new ObjectDisposedException(nameof(GatheringSocket)));
        // Ends a read or a write that waits.
        _socket.Close(0);
        _stream.Dispose();
        return default;
    }

    private void Run()
    {
        try
        {
            var gathers = false;
            while (_reader.Deliver())
            {
                _beforeRead();
                if (gathers) Gather();
                _pace.Ask(Stopwatch.GetTimestamp());
                var read = _reader.Read(_stream);
                if (read == 0) throw new EndOfStreamException("the server closed the connection");
                var now = Stopwatch.GetTimestamp();
                var hasMore = _socket.Available > 0;
                _pace.Read(read, hasMore, now);
                // What is left in the kernel is fetched at once.
                gathers = Stopwatch.GetElapsedTime(_lastRead, now) < 2 * _gather && !hasMore;
                _lastRead = now;
            }
        }
        catch (Exception e)
        {
            // Whatever ends the reading, NATS.Net reconnects.
            TellEnd();
            _natsNet.Close(e);
        }

        _beforeRead();
    }

    private void TellEnd()
    {
        if (Volatile.Read(ref _disposed) == 1) return;
        int waiting;
        try
        {
            waiting = _socket.Available;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            waiting = 0;
        }

        _ended(_pace.WasSlowAt(Stopwatch.GetTimestamp(), waiting) ? DisconnectReason.SlowConsumer : DisconnectReason.Closed);
    }

    private void Gather()
    {
        while (_socket.Available < Enough)
        {
            var left = _gather - Stopwatch.GetElapsedTime(_lastRead);
            if (left <= TimeSpan.Zero) return;
            // Looks in between, so that a flood does not fill the kernel's buffer and stall the server.
            var step = _gather / 3;
            // Rounded up: a sleep of less than a millisecond would be none, and this loop would spin.
            Thread.Sleep((int)Math.Ceiling((left < step ? left : step).TotalMilliseconds));
        }
    }
}
