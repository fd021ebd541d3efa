using System.Text;
using Streams.Decoding;
using Streams.Events;

namespace Streams.Nats.Tests.Support;

/// <summary>Keeps what arrives, and lets tests wait for a number of messages.</summary>
internal sealed class RecordingDecoder : IDecoder
{
    private readonly Lock _gate = new();
    private readonly List<(string Subject, string Payload)> _messages = [];
    private readonly List<(int Count, TaskCompletionSource Gate)> _waiting = [];

    public EventSchema Schema { get; } = new(["worker"], ["value"]);

    internal IReadOnlyList<(string Subject, string Payload)> Messages
    {
        get
        {
            lock (_gate) return [.. _messages];
        }
    }

    public void Decode(string subject, ReadOnlySpan<byte> payload, EventWriter events)
    {
        if (payload.SequenceEqual("broken code"u8)) throw new InvalidOperationException("broken code");
        lock (_gate)
        {
            _messages.Add((subject, Encoding.UTF8.GetString(payload)));
            foreach (var (count, gate) in _waiting)
            {
                if (count == _messages.Count) gate.SetResult();
            }
        }
    }

    /// <summary>Ends when so many messages have arrived.</summary>
    internal Task Arrival(int count)
    {
        lock (_gate)
        {
            if (_messages.Count >= count) return Task.CompletedTask;
            var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, gate));
            return gate.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }
}
