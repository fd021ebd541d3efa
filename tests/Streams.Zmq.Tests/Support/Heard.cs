using System.Text;
using System.Threading.Channels;
using Streams.Testing.Support;
using Streams.Zmq.Framing;

namespace Streams.Zmq.Tests.Support;

/// <summary>Everything that a listener was told, one text each, in order: <c>lives</c>, <c>closed</c>, a refusal's label, a message's parts.</summary>
internal sealed class Heard : IZmqListener
{
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();

    /// <summary>What a message is answered with.</summary>
    internal ZmqRefusal? Verdict { get; set; }

    internal int Waiting => _told.Reader.Count;

    public ZmqRefusal? Receive(in ZmqMessage message)
    {
        var parts = new List<string>();
        for (var i = 0; i < message.Parts; i++) parts.Add(message[i].Length > 100 ? $"{message[i].Length} bytes" : Encoding.UTF8.GetString(message[i]));
        _told.Writer.TryWrite(string.Join('|', parts));
        return Verdict;
    }

    public void Lives() => _told.Writer.TryWrite("lives");

    public void Closed(ZmqEnd end) => _told.Writer.TryWrite(end.ToString());

    public void Refused(ZmqRefusal reason) => _told.Writer.TryWrite("refused " + reason.Label());

    internal async Task<string> NextAsync()
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        return await _told.Reader.ReadAsync(limit.Token);
    }

    /// <summary>The next that begins so; others are passed over.</summary>
    internal async Task<string> NextAsync(string beginning)
    {
        while (true)
        {
            var next = await NextAsync();
            if (next.StartsWith(beginning, StringComparison.Ordinal)) return next;
        }
    }

    internal List<string> TakeAll()
    {
        var all = new List<string>();
        while (_told.Reader.TryRead(out var next)) all.Add(next);
        return all;
    }
}
