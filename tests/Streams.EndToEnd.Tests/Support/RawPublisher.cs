using System.Net.Sockets;
using System.Text;
using Streams.Testing.Support;

namespace Streams.EndToEnd.Tests.Support;

/// <summary>Publishes by the protocol itself what no client library sends, as anybody can who may publish.</summary>
internal sealed class RawPublisher : IDisposable
{
    private readonly TcpClient _client;
    private readonly StreamReader _answers;
    private readonly MemoryStream _pending = new();

    private RawPublisher(TcpClient client)
    {
        _client = client;
        _answers = new StreamReader(client.GetStream());
    }

    internal static async Task<RawPublisher> ConnectAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        var publisher = new RawPublisher(client);
        await publisher._answers.ReadLineAsync();
        publisher.Write("CONNECT {\"verbose\":false,\"headers\":true}\r\n");
        return publisher;
    }

    /// <summary>Publishes a message, with headers where a block of them is given.</summary>
    internal void Publish(string subject, string payload, string headers = "")
    {
        var head = headers.Length == 0 ? $"PUB {subject} {payload.Length}" : $"HPUB {subject} {headers.Length} {headers.Length + payload.Length}";
        Write($"{head}\r\n{headers}{payload}\r\n");
    }

    /// <summary>Sends what was published, and waits until the server has taken it.</summary>
    internal async Task FlushAsync()
    {
        Write("PING\r\n");
        await _client.GetStream().WriteAsync(_pending.GetBuffer().AsMemory(0, (int)_pending.Length));
        _pending.SetLength(0);
        using var limit = new CancellationTokenSource(Patience.Limit);
        while (await _answers.ReadLineAsync(limit.Token) is { } answer && answer != "PONG") Assert.Equal("PING", answer);
    }

    public void Dispose() => _client.Dispose();

    private void Write(string text) => _pending.Write(Encoding.Latin1.GetBytes(text));
}
