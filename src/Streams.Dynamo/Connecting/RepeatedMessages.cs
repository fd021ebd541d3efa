namespace Streams.Dynamo.Connecting;

/// <summary>Knows the last messages of brokers, since each of several has all of them. Under the lock of all reading.</summary>
internal sealed class RepeatedMessages
{
    private const int Most = 100_000;

    private readonly HashSet<(string, ulong, ulong)> _seen = [];
    private readonly Queue<(string, ulong, ulong)> _order = [];

    /// <summary>How many connections to brokers there are: of one nothing repeats itself.</summary>
    internal int Connections { get; set; }

    /// <summary>Notes a message; true if it was there before.</summary>
    internal bool Has(string topic, ulong publisher, ulong sequence)
    {
        if (Connections < 2) return false;
        if (!_seen.Add((topic, publisher, sequence))) return true;
        _order.Enqueue((topic, publisher, sequence));
        if (_order.Count > Most) _seen.Remove(_order.Dequeue());
        return false;
    }
}
