using Microsoft.AspNetCore.Connections;

namespace Streams.Prometheus;

/// <summary>A connection to the endpoint, and how idle it is. Safe from any thread.</summary>
internal sealed class Client(ConnectionContext connection, Clients clients, TimeProvider time)
{
    private long _since = time.GetTimestamp();
    private volatile bool _hasAsked;
    private volatile bool _isServed;
    private volatile bool _isCut;

    /// <summary>Whether it was cut off.</summary>
    internal bool IsCut => _isCut;

    internal TimeProvider Time => time;

    /// <summary>
    /// The order in which clients make room: who never asked, then who waits between two requests, then who is being served; of each the idlest
    /// first.
    /// </summary>
    internal (int, long) Idleness => (_isServed ? 2 : _hasAsked ? 1 : 0, Volatile.Read(ref _since));

    /// <summary>A request begins.</summary>
    internal void Begin()
    {
        _hasAsked = true;
        _isServed = true;
        Touch();
    }

    /// <summary>Its answer has ended.</summary>
    internal void End()
    {
        _isServed = false;
        Touch();
    }

    /// <summary>It took something.</summary>
    internal void Touch() => Volatile.Write(ref _since, time.GetTimestamp());

    /// <summary>Closes the connection at once.</summary>
    internal void Cut(CutReason reason)
    {
        _isCut = true;
        clients.Log.Add(reason);
        connection.Abort(new ConnectionAbortedException($"cut off: {Disconnects.Label(reason)}"));
    }
}
