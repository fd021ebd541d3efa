namespace Streams.Simulation;

/// <summary>Messages that a fleet has decided to publish, in order, until they are on the bus.</summary>
internal sealed class Outbox(EventQueue events)
{
    private List<(string Subject, ReadOnlyMemory<byte> Payload)> _messages = [];

    /// <summary>When the fleet started.</summary>
    internal DateTimeOffset Started { get; set; }

    internal int Count => _messages.Count;

    internal ulong Milliseconds => (ulong)(Started + events.Now).ToUnixTimeMilliseconds();

    internal void Add(string subject, ReadOnlyMemory<byte> payload) => _messages.Add((subject, payload));

    internal IReadOnlyList<(string Subject, ReadOnlyMemory<byte> Payload)> Take()
    {
        var taken = _messages;
        _messages = [];
        return taken;
    }
}
