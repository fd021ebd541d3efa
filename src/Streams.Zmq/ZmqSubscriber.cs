using System.Collections.Immutable;
using System.Net.Sockets;
using Streams.Zmq.Framing;

namespace Streams.Zmq;

/// <summary>All connections of the process to publishers, read by one thread that lets small messages gather under load.</summary>
/// <remarks>
/// A fleet is hundreds of connections that say little each, so one wake reads all that have something. Reads that follow each other faster than
/// twice the gather time wait until it has passed, unless one of them left more behind than it took. It always reads: what a reader
/// leaves in the network waits in the worker's memory.
/// </remarks>
internal sealed class ZmqSubscriber : IAsyncDisposable
{
    private const int BufferBytes = ZmqMessage.MostBytes + (128 * 1024);

    /// <summary>How long a connection that is new or removed may wait for the thread to notice.</summary>
    private static readonly TimeSpan LongestPoll = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    private readonly ZmqTimes _times;
    private readonly TimeProvider _time;
    private readonly AllowedNetworks _allowed;
    private readonly Lock _reading;
    private readonly Action _afterRound;
    private readonly AutoResetEvent _wake = new(false);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _buffer = new byte[BufferBytes];
    private readonly List<Socket> _readable = [];
    private readonly List<Socket> _writable = [];
    private ImmutableList<ZmqConnection> _connections = [];
    private volatile bool _isStopping;
    private long _lastRead;

    /// <summary>Starts to read, which costs nothing while there is no connection.</summary>
    /// <param name="allowed">Which addresses may be connected.</param>
    /// <param name="times">How patient it is.</param>
    /// <param name="time">The clock of all patience.</param>
    /// <param name="reading">The lock held while listeners are called.</param>
    /// <param name="afterRound">Called under the lock when everything that one wake brought has been handled, and each time that something fell due.</param>
    internal ZmqSubscriber(AllowedNetworks allowed, ZmqTimes times, TimeProvider time, Lock reading, Action afterRound)
    {
        (_allowed, _times, _time, _reading, _afterRound) = (allowed, times, time, reading, afterRound);
        new Thread(Run) { Name = "ZMQ", IsBackground = true }.Start();
    }

    /// <summary>Ends when it is disposed; faulted by the exception that ended it before.</summary>
    internal Task Completion => _ended.Task;

    /// <summary>How many connections are open, their subscriptions sent.</summary>
    internal int Open => Volatile.Read(ref _connections).Count(c => c.IsOpen);

    /// <summary>Connects, and goes on to until the connection is removed.</summary>
    internal ZmqConnection Connect(ZmqAddress address, IReadOnlyList<string> topics, IZmqListener listener)
    {
        var connection = new ZmqConnection(address, topics, listener, _allowed, _times, _time);
        ImmutableInterlocked.Update(ref _connections, (all, one) => all.Add(one), connection);
        _wake.Set();
        return connection;
    }

    /// <summary>Closes a connection soon; the listener hears nothing of it.</summary>
    internal void Remove(ZmqConnection connection)
    {
        connection.IsRemoved = true;
        ImmutableInterlocked.Update(ref _connections, (all, one) => all.Remove(one), connection);
        _wake.Set();
    }

    /// <summary>Reads what has arrived, and closes everything.</summary>
    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        _wake.Set();
        await _ended.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Run()
    {
        var known = ImmutableList<ZmqConnection>.Empty;
        try
        {
            while (!_isStopping)
            {
                known = Follow(known);
                Poll(Tick(known));
            }

            Tick(known);
            Poll(TimeSpan.Zero);
            _ended.TrySetResult();
        }
        catch (Exception broken)
        {
            // The sources await Completion, and the program ends with this exception.
            _ended.TrySetException(broken);
        }

        foreach (var connection in known) connection.Close();
    }

    private ImmutableList<ZmqConnection> Follow(ImmutableList<ZmqConnection> known)
    {
        var wanted = Volatile.Read(ref _connections);
        if (wanted == known) return known;
        foreach (var connection in known.Where(c => c.IsRemoved)) connection.Close();
        return wanted;
    }

    /// <summary>Does what is due, lists the sockets to wait for, and returns how long nothing more will be due.</summary>
    private TimeSpan Tick(ImmutableList<ZmqConnection> connections)
    {
        _readable.Clear();
        _writable.Clear();
        var now = _time.GetTimestamp();
        var next = long.MaxValue;
        lock (_reading)
        {
            foreach (var connection in connections)
            {
                next = Math.Min(next, connection.Tick(now));
                if (connection.Socket is { } socket) (connection.IsConnecting ? _writable : _readable).Add(socket);
            }

            _afterRound();
        }

        return next == long.MaxValue ? TimeSpan.MaxValue : next <= now ? TimeSpan.Zero : _time.GetElapsedTime(now, next);
    }

    private void Poll(TimeSpan most)
    {
        if (_readable.Count + _writable.Count == 0)
        {
            _wake.WaitOne(most < LongestSleep ? most : LongestSleep);
            return;
        }

        Socket.Select(_readable, _writable, null, most < LongestPoll ? most : LongestPoll);
        if (_readable.Count + _writable.Count == 0) return;
        var now = _time.GetTimestamp();
        var hasMore = false;
        lock (_reading)
        {
            foreach (var socket in _writable) ((PublisherSocket)socket).Connection.Connected(now);
            foreach (var socket in _readable) hasMore |= ((PublisherSocket)socket).Connection.Read(_buffer, now);
            _afterRound();
        }

        var sinceLast = _time.GetElapsedTime(_lastRead, now);
        _lastRead = now;
        if (!hasMore && sinceLast < 2 * _times.Gather && !_isStopping) Gather();
    }

    private void Gather()
    {
        var left = _times.Gather - _time.GetElapsedTime(_lastRead);
        // Rounded up: a sleep of less than a millisecond would be none.
        if (left > TimeSpan.Zero) Thread.Sleep((int)Math.Ceiling(left.TotalMilliseconds));
    }
}
