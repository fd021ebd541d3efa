using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Streams.Nats.Tests.Support;

/// <summary>A server that greets, answers the first ping, and then says what the test wants said, as no real one would.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    internal ScriptedServer(string says)
    {
        _listener.Start();
        _serving = ServeAsync(Encoding.UTF8.GetBytes(says));
    }

    internal string Url => $"nats://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ServeAsync(byte[] says)
    {
        while (true)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            var stream = client.GetStream();
            await stream.WriteAsync("INFO {\"server_id\":\"x\",\"version\":\"2.9.0\",\"max_payload\":1048576}\r\n"u8.ToArray(), _stop.Token);
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                if (line != "PING") continue;
                await stream.WriteAsync("PONG\r\n"u8.ToArray(), _stop.Token);
                await stream.WriteAsync(says, _stop.Token);
            }
        }
    }
}
