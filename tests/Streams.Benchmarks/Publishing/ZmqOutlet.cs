using System.Text;

namespace Streams.Benchmarks.Publishing;

/// <summary>A publisher on ZeroMQ for each worker and topic, registered in files as Dynamo's are.</summary>
internal sealed class ZmqOutlet : IMessageOutlet, IAsyncDisposable
{
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(3);

    private readonly (BoundPublisher Passes, BoundPublisher Loads)[] _workers;
    private readonly List<string> _files = [];
    private readonly Timer _touching;

    internal ZmqOutlet(int workers)
    {
        _workers = [.. Enumerable.Range(0, workers).Select(worker => FleetPublisher.FirstWorker + (ulong)worker).Select(id => (Register("forward-pass-metrics", id), Register("kv_metrics", ~id)))];
        _touching = new Timer(_ => _files.ForEach(file => File.SetLastWriteTimeUtc(file, DateTime.UtcNow)), null, SignOfLife, SignOfLife);
    }

    /// <summary>What <c>DYN_FILE_KV</c> names.</summary>
    internal string Folder { get; } = Directory.CreateTempSubdirectory("streams-bench-").FullName;

    /// <summary>Whether some publisher has a subscriber.</summary>
    internal bool HasSubscriber => _workers.Any(worker => worker.Passes.IsHeard || worker.Loads.IsHeard);

    /// <summary>Whether each publisher has a subscriber.</summary>
    internal bool IsHeard => _workers.All(worker => worker.Passes.IsHeard && worker.Loads.IsHeard);

    public async ValueTask DisposeAsync()
    {
        await _touching.DisposeAsync();
        foreach (var (passes, loads) in _workers)
        {
            passes.Dispose();
            loads.Dispose();
        }

        Directory.Delete(Folder, recursive: true);
    }

    public void Add(MessageKind kind, int worker, ReadOnlySpan<byte> payload) =>
        (kind == MessageKind.Pass ? _workers[worker].Passes : _workers[worker].Loads).Add(payload);

    public void Flush()
    {
        foreach (var (passes, loads) in _workers)
        {
            passes.Flush();
            loads.Flush();
        }
    }

    public void End() => Flush();

    private BoundPublisher Register(string topic, ulong id)
    {
        var publisher = new BoundPublisher(topic, id);
        var key = $"namespace/dynamo/component/backend/endpoint/generate/topic/{topic}/{id:x}";
        var folder = Directory.CreateDirectory(Path.Combine(Folder, "v1", "event_channels")).FullName;
        var file = Path.Combine(folder, string.Concat(Encoding.UTF8.GetBytes(key).Select(b => char.IsAsciiLetterOrDigit((char)b) ? ((char)b).ToString() : $"%{b:X2}")));
        File.WriteAllText(file, $$$$"""
            {"type":"EventChannel","scope":{"kind":"endpoint","endpoint":{"namespace":"dynamo","component":"backend","name":"generate"}},"topic":"{{{{topic}}}}","instance_id":{{{{id}}}},"transport":{"kind":"Zmq","config":{"endpoint":"tcp://127.0.0.1:{{{{publisher.Port}}}}"}}}
            """);
        _files.Add(file);
        return publisher;
    }
}
