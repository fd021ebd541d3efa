using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Streams.Testing.Support;

/// <summary>An etcd of its own on ports of its own of 127.0.0.1, ended by its process id; its data stay until it is disposed of.</summary>
/// <remarks>The program is the file that STREAMS_TEST_ETCD names, else /usr/bin/etcd; a missing one fails the test.</remarks>
public sealed class EtcdServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streams-etcd-").FullName;
    private readonly string[] _arguments;
    private readonly ReservedPort _port = ReservedPort.Take();
    private readonly ReservedPort _hiddenPort = ReservedPort.Take();
    private readonly ReservedPort _peerPort = ReservedPort.Take();
    private readonly HttpClient _http;
    private Process? _process;
    private string _url;

    private EtcdServer(string[] arguments, HttpMessageHandler? handler)
    {
        _arguments = arguments;
        _http = new HttpClient(handler ?? new SocketsHttpHandler());
        Url = _url = $"{(handler is null ? "http" : "https")}://127.0.0.1:{_port.Number}";
    }

    /// <summary>Where clients find it, whether it runs or not.</summary>
    public string Url { get; }

    /// <summary>Starts a server and waits until it serves.</summary>
    public static Task<EtcdServer> StartAsync(params string[] arguments) => StartAsync(null, arguments);

    /// <summary>Starts a server of TLS, which the handler can reach.</summary>
    public static async Task<EtcdServer> StartAsync(HttpMessageHandler? handler, params string[] arguments)
    {
        var server = Absent(handler, arguments);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>A server that has its port and is not started yet.</summary>
    public static EtcdServer Absent(HttpMessageHandler? handler, params string[] arguments) => new(arguments, handler);

    /// <summary>Starts it, with the data that it had; hidden is on a port that its clients do not know.</summary>
    public async Task StartAgainAsync(bool hidden = false)
    {
        _url = hidden ? Url.Replace(_port.Number.ToString(), _hiddenPort.Number.ToString(), StringComparison.Ordinal) : Url;
        var peer = $"http://127.0.0.1:{_peerPort.Number}";
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        string[] arguments =
        [
            "--data-dir", Path.Combine(_folder, "data"), "--listen-client-urls", _url, "--advertise-client-urls", _url, "--listen-peer-urls", peer,
            "--initial-advertise-peer-urls", peer, "--initial-cluster", "default=" + peer, .. _arguments,
        ];
        var process = new Process { StartInfo = new ProcessStartInfo(Program(), arguments) { RedirectStandardError = true }, EnableRaisingEvents = true };
        var said = new List<string>();
        process.ErrorDataReceived += (_, e) =>
        {
            lock (said) said.Add(e.Data ?? "");
            if (e.Data?.Contains("ready to serve client requests", StringComparison.Ordinal) == true) ready.TrySetResult();
        };
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("etcd ended: " + string.Join('\n', said)));
        process.Start();
        process.BeginErrorReadLine();
        _process = process;
        await ready.Task.WaitAsync(Patience.Limit);
    }

    /// <summary>Kills it, without a goodbye to its clients.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process) return;
        _process = null;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    /// <summary>Stops it from running while its connections stay: a half-open peer.</summary>
    public Task FreezeAsync() => SignalAsync("STOP");

    /// <summary>Lets it run again.</summary>
    public Task ThawAsync() => SignalAsync("CONT");

    public async Task PutAsync(string key, string value, long lease = 0) =>
        await CallAsync("kv/put", new { key = Bytes(key), value = Bytes(value), lease });

    public async Task DeleteAsync(string key) => await CallAsync("kv/deleterange", new { key = Bytes(key) });

    /// <summary>Whether it holds a key.</summary>
    public async Task<bool> HasAsync(string key) => (await CallAsync("kv/range", new { key = Bytes(key) })).TryGetProperty("count", out _);

    public async Task GrantAsync(long lease, int seconds) => await CallAsync("lease/grant", new { ID = lease, TTL = seconds });

    public async Task RevokeAsync(long lease) => await CallAsync("lease/revoke", new { ID = lease });

    /// <summary>Forgets all revisions but the last.</summary>
    public async Task CompactAsync()
    {
        var revision = (await CallAsync("kv/range", new { key = Bytes("none") })).GetProperty("header").GetProperty("revision").GetString();
        await CallAsync("kv/compaction", new { revision, physical = true });
    }

    /// <summary>Any call of the JSON gateway: <c>kv/put</c>.</summary>
    public async Task<JsonElement> CallAsync(string call, object body)
    {
        using var answer = await _http.PostAsJsonAsync($"{_url}/v3/{call}", body, new JsonSerializerOptions());
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonDocument.Parse(text).RootElement : throw new InvalidOperationException($"etcd: {call}: {text}");
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _http.Dispose();
        _port.Dispose();
        _hiddenPort.Dispose();
        _peerPort.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Bytes(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Program()
    {
        var program = Environment.GetEnvironmentVariable("STREAMS_TEST_ETCD") is { Length: > 0 } given ? given : "/usr/bin/etcd";
        return File.Exists(program) ? program : throw new FileNotFoundException("no etcd: install it (Debian's etcd-server), or name one in STREAMS_TEST_ETCD", program);
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", ["-" + signal, _process!.Id.ToString()]);
        await kill.WaitForExitAsync();
    }
}
