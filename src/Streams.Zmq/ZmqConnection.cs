using System.Net;
using System.Net.Sockets;
using Streams.Zmq.Framing;

namespace Streams.Zmq;

/// <summary>A connection to one publisher, made again for as long as it is wanted. All but its making is for the thread that reads.</summary>
/// <param name="address">Where the publisher listens.</param>
/// <param name="topics">What is subscribed to, each all topics that begin with it.</param>
/// <param name="listener">Who hears it.</param>
/// <param name="allowed">Which addresses may be connected.</param>
/// <param name="times">How patient it is.</param>
/// <param name="time">The clock of all patience.</param>
internal sealed class ZmqConnection(
    ZmqAddress address, IReadOnlyList<string> topics, IZmqListener listener, AllowedNetworks allowed, ZmqTimes times, TimeProvider time)
{
    private const int ReadBytes = 128 * 1024;

    /// <summary>A read that brings so much is worth its cost, and more may wait behind it.</summary>
    private const int ManyBytes = 32 * 1024;

    /// <summary>A conversation that has lasted so long was none of those that end at once, again and again.</summary>
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(1);

    private ZmqSession? _session;
    private Task<IPAddress[]>? _resolving;
    private bool _isConnected;
    private byte[] _rest = [];
    private int _restBytes;
    private TimeSpan _wait = times.FirstWait;
    private long _begun;
    private long _heard;
    private long _asked;
    private long _due = long.MinValue;
    private bool _hasFailed;

    /// <summary>The socket, for as long as there is one.</summary>
    internal PublisherSocket? Socket { get; private set; }

    /// <summary>Whether it waits for the connection to be made, rather than for bytes.</summary>
    internal bool IsConnecting => Socket is not null && !_isConnected;

    internal bool IsOpen => _session is { IsOpen: true };

    /// <summary>Set from any thread once it is wanted no more.</summary>
    internal volatile bool IsRemoved;

    /// <summary>Does what is due, and returns when something next will be, in ticks of the clock.</summary>
    internal long Tick(long now)
    {
        if (Socket is null) return now < _due ? _due : Begin(now);
        if (!IsOpen) return Until(now, _begun, times.Handshake);
        if (_session!.AnswersPings)
        {
            if (time.GetElapsedTime(_heard, now) >= times.Silence) return End(now, ZmqEnd.Silent);
            if (time.GetElapsedTime(_asked, now) >= times.Ping)
            {
                _asked = Shared(now);
                Send(Handshake.Ping);
            }
        }

        return Socket is null ? _due : After(_asked, times.Ping);
    }

    /// <summary>The socket can be written: the connection is made, or has failed.</summary>
    internal void Connected(long now)
    {
        if (!Socket!.IsConnected())
        {
            End(now, ZmqEnd.Unreachable);
            return;
        }

        _isConnected = true;
        _session = new ZmqSession(topics, listener, Send);
        Send(Handshake.Greeting);
    }

    /// <summary>Reads what has arrived, by a buffer that all connections share; true if there may be more.</summary>
    internal bool Read(byte[] buffer, long now)
    {
        _rest.AsSpan(0, _restBytes).CopyTo(buffer);
        var read = Socket!.Receive(buffer.AsSpan(_restBytes, Math.Min(ReadBytes, buffer.Length - _restBytes)), SocketFlags.None, out var error);
        if (error is SocketError.WouldBlock or SocketError.Interrupted) return false;
        if (error != SocketError.Success || read == 0)
        {
            End(now, ZmqEnd.Closed);
            return false;
        }

        _heard = now;
        var bytes = buffer.AsSpan(0, _restBytes + read);
        if (_session!.Consume(bytes, out var used) is { } refusal)
        {
            Refuse(now, refusal);
            return false;
        }

        Keep(bytes[used..]);
        return read >= ManyBytes;
    }

    /// <summary>Closes the socket without a word to the listener.</summary>
    internal void Close()
    {
        Socket?.Dispose();
        Socket = null;
        _session = null;
        _isConnected = false;
        _restBytes = 0;
    }

    private void Keep(ReadOnlySpan<byte> rest)
    {
        if (rest.Length > _rest.Length) _rest = new byte[Math.Max(rest.Length, 512)];
        rest.CopyTo(_rest);
        _restBytes = rest.Length;
    }

    private long Begin(long now)
    {
        IPAddress[] found;
        if (IPAddress.TryParse(address.Host, out var literal)) found = [literal];
        else
        {
            _resolving ??= Dns.GetHostAddressesAsync(address.Host);
            if (!_resolving.IsCompleted) return After(now, times.FirstWait);
            found = _resolving.IsCompletedSuccessfully ? _resolving.Result : [];
            _resolving = null;
        }

        if (found.Length > 0 && !found.Any(allowed.Allow)) return Refuse(now, ZmqRefusal.Address);
        (_begun, _heard, _asked) = (now, now, Shared(now));
        Socket = found.FirstOrDefault(allowed.Allow) is { } ip ? PublisherSocket.Begin(this, new IPEndPoint(ip, address.Port)) : null;
        return Socket is null ? End(now, ZmqEnd.Unreachable) : After(now, times.Handshake);
    }

    private long Until(long now, long since, TimeSpan limit) =>
        time.GetElapsedTime(since, now) >= limit ? End(now, _isConnected ? ZmqEnd.Silent : ZmqEnd.Unreachable) : After(since, limit);

    private long End(long now, ZmqEnd end)
    {
        var hasLasted = IsOpen && time.GetElapsedTime(_begun, now) >= Lasting;
        Close();
        _wait = hasLasted || !_hasFailed ? times.FirstWait : Shorter(_wait * 2, times.LongestWait);
        _hasFailed = true;
        _due = After(now, _wait);
        listener.Closed(end);
        return _due;
    }

    private long Refuse(long now, ZmqRefusal reason)
    {
        Close();
        _due = After(now, times.RefusedWait);
        listener.Refused(reason);
        return _due;
    }

    /// <summary>Every answer fits into the kernel's buffer; where it does not, the peer has stopped to read, and its silence will end the connection.</summary>
    private void Send(ReadOnlyMemory<byte> bytes) => Socket!.Send(bytes.Span, SocketFlags.None, out _);

    /// <summary>All connections ask at the same moments, so that one wake brings all answers.</summary>
    private long Shared(long now) => now - (now % After(0, times.Ping));

    private long After(long now, TimeSpan pause) => now + (long)(pause.TotalSeconds * time.TimestampFrequency);

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
