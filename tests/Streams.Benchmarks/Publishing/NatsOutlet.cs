using System.Net.Sockets;

namespace Streams.Benchmarks.Publishing;

/// <summary>One raw connection to a nats-server.</summary>
internal sealed class NatsOutlet : IMessageOutlet, IDisposable
{
    private const int Room = 1 << 16, Most = FleetPublisher.LargestMessage + 128;

    private readonly byte[] _buffer = new byte[Room];
    private readonly MessageWriter _lines;
    private readonly TcpClient _client;

    internal NatsOutlet(int port)
    {
        _lines = new MessageWriter(_buffer);
        _client = new TcpClient("127.0.0.1", port) { NoDelay = true };
        _client.Client.Send("CONNECT {\"verbose\":false}\r\n"u8);
    }

    public void Dispose() => _client.Dispose();

    public void Add(MessageKind kind, int worker, ReadOnlySpan<byte> payload)
    {
        if (_lines.Length + Most > Room) Flush();
        _lines.Text("PUB "u8);
        _lines.Text(Messages.SubjectOf(kind));
        _lines.Field(" "u8, (ulong)payload.Length);
        _lines.Text("\r\n"u8);
        _lines.Text(payload);
        _lines.Text("\r\n"u8);
    }

    public void Flush()
    {
        for (var from = 0; from < _lines.Length;) from += _client.Client.Send(_buffer.AsSpan(from, _lines.Length - from));
        _lines.Length = 0;
    }

    public void End()
    {
        _lines.Text("PING\r\n"u8);
        Flush();
        var answer = new byte[Room];
        var length = 0;
        while (!answer.AsSpan(0, length).EndsWith("PONG\r\n"u8))
        {
            var read = _client.Client.Receive(answer.AsSpan(length));
            if (read == 0 || (length += read) == Room) throw new InvalidOperationException("the server ended the publisher's connection");
        }
    }
}
