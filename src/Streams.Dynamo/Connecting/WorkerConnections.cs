using System.Text;
using System.Text.Json;
using Streams.Decoding;
using Streams.Dynamo.Decoding;
using Streams.Dynamo.Naming;

namespace Streams.Dynamo.Connecting;

/// <summary>What connections say of workers: one that answers a PING is alive without a word from it, one whose connections stay closed has ended.</summary>
/// <remarks>
/// Whose a connection is says discovery, else the publisher's first message: a router's prediction names workers, too, and does not count.
/// Under the lock of all reading.
/// </remarks>
/// <param name="time">The clock.</param>
/// <param name="say">Takes a message for the sources that list workers: its subject and its payload.</param>
internal sealed class WorkerConnections(TimeProvider time, Action<string, byte[]> say)
{
    /// <summary>How long a worker may be without any connection: a publisher that is replaced comes sooner.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    /// <summary>A worker has several connections; one of them is word enough.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);

    private readonly Dictionary<string, Life> _workers = [];
    private readonly LoadDecoder _loads = new(byShape: false);
    private readonly ForwardPassDecoder _passes = new(byShape: false);

    /// <summary>Reads from a message whose the publisher is; false if it does not tell, and the next one may.</summary>
    internal bool Learn(Publisher publisher, ReadOnlySpan<byte> envelope)
    {
        IDecoder? decoder = publisher.Channel.Topic switch { DynamoSubjects.LoadTopic => _loads, DynamoSubjects.ForwardPassTopic => _passes, _ => null };
        if (decoder is null) return true;
        if (DecodedMessage.By(decoder, envelope, publisher.Channel.Subject).Events is not [var first, ..]) return false;
        // A router, whose every message is of other workers.
        if (decoder == _loads && !first.Fields.ContainsKey("kv_active_blocks")) return true;
        publisher.Worker = first.Keys["worker_id"];
        Lives(publisher);
        return true;
    }

    internal void Lives(Publisher publisher)
    {
        if (publisher.Worker is not { } worker) return;
        if (!_workers.TryGetValue(worker, out var life)) _workers.Add(worker, life = new Life(publisher.Channel.Namespace));
        life.Open.Add(publisher);
        if (life is { IsTold: true, Told: var told } && time.GetElapsedTime(told) < Pause) return;
        (life.IsTold, life.Told) = (true, time.GetTimestamp());
        Say(worker, life, isOpen: true);
    }

    internal void Closed(Publisher publisher)
    {
        if (publisher.Worker is { } worker && _workers.TryGetValue(worker, out var life) && life.Open.Remove(publisher)) life.Closed = time.GetTimestamp();
    }

    /// <summary>Its record has gone, which discovery tells by itself; a worker without connections is then no longer known here.</summary>
    internal void Forget(Publisher publisher)
    {
        if (publisher.Worker is not { } worker || !_workers.TryGetValue(worker, out var life)) return;
        life.Open.Remove(publisher);
        if (life.Open.Count == 0) life.Closed = time.GetTimestamp();
    }

    /// <summary>Tells the ends that are due.</summary>
    internal void Tick()
    {
        List<KeyValuePair<string, Life>>? ended = null;
        foreach (var worker in _workers)
        {
            if (worker.Value.Open.Count == 0 && time.GetElapsedTime(worker.Value.Closed) >= Grace) (ended ??= []).Add(worker);
        }

        foreach (var (worker, life) in ended ?? [])
        {
            _workers.Remove(worker);
            Say(worker, life, isOpen: false);
        }
    }

    private void Say(string worker, Life life, bool isOpen) => say(
        $"connections/{worker}",
        Encoding.UTF8.GetBytes(
            $$"""{"worker_id":"{{worker}}","open":{{(isOpen ? "true" : "false")}},"namespace":"{{JsonEncodedText.Encode(life.Namespace)}}"}"""));

    private sealed class Life(string @namespace)
    {
        /// <summary>Where its publishers are registered.</summary>
        internal string Namespace => @namespace;

        internal HashSet<Publisher> Open { get; } = [];

        internal bool IsTold { get; set; }

        internal long Told { get; set; }

        internal long Closed { get; set; }
    }
}
