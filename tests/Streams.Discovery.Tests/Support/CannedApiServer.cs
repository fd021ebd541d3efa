using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Streams.Discovery.Tests.Support;

/// <summary>Answers a list with none, and the first watch with lines made before; the next ones are left open.</summary>
internal sealed class CannedApiServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly string _folder = Directory.CreateTempSubdirectory("streams-canned-").FullName;
    private readonly List<TcpClient> _clients = [];

    internal CannedApiServer(byte[] lines)
    {
        _listener.Start();
        File.WriteAllText(Kubeconfig, $$$"""
            {"apiVersion":"v1","kind":"Config","current-context":"c","contexts":[{"name":"c","context":{"cluster":"c","user":"u","namespace":"prod"}}],
             "clusters":[{"name":"c","cluster":{"server":"http://{{{_listener.LocalEndpoint}}}"}}],"users":[{"name":"u","user":{"token":"t"}}]}
            """);
        _ = AnswerAsync(lines);
    }

    internal string Kubeconfig => Path.Combine(_folder, "kubeconfig");

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var client in _clients) client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task AnswerAsync(byte[] lines)
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                _clients.Add(client);
                _ = AnswerAsync(client.GetStream(), lines);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task AnswerAsync(NetworkStream stream, byte[] lines)
    {
        using var reader = new StreamReader(stream, leaveOpen: true);
        while (await reader.ReadLineAsync() is { Length: > 0 } request)
        {
            while (await reader.ReadLineAsync() is { Length: > 0 })
            {
            }

            if (request.Contains("watch=1", StringComparison.Ordinal))
            {
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"u8.ToArray());
                await stream.WriteAsync(lines);
                return;
            }

            const string None = """{"kind":"DynamoWorkerMetadataList","metadata":{"resourceVersion":"1"},"items":[]}""";
            await stream.WriteAsync(Encoding.UTF8.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {None.Length}\r\n\r\n{None}"));
        }
    }
}
