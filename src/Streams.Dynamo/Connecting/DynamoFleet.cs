using Microsoft.Extensions.Logging;
using Streams.Discovery;
using Streams.Lane;
using Streams.Nats;
using Streams.Zmq;

namespace Streams.Dynamo.Connecting;

/// <summary>A fleet as its discovery names it: one reader of the store and one set of connections for all sources of the process.</summary>
/// <remarks>
/// It begins with the first source, and connects to those publishers only whose messages some source wants. A publisher that discovery no longer names
/// is left; while the store is away the last known stay. Sources that list workers are told every change, and what connections say.
/// Dispose it after its sources have ended.
/// </remarks>
internal sealed partial class DynamoFleet : ISubjectPlane, IDiscoveryObserver, IAsyncDisposable
{
    private readonly IDiscovery _discovery;
    private readonly ILogger _log;
    private readonly Lock _reading;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Dictionary<string, DiscoveryChange> _known = [];
    private readonly Dictionary<string, Publisher> _publishers = [];
    private readonly ZmqSubscriber _subscriber;
    private readonly WorkerConnections _workers;
    private readonly WorkerComponents _components = new();
    private readonly WorkerNamespaces _namespaces = new();
    private readonly RepeatedMessages _repeated = new();
    private readonly Dictionary<string, Broker> _brokers = [];
    private volatile Subscription[] _subscriptions = [];
    private Task? _following;
    private volatile bool _isListed;
    private volatile bool _isUp;

    /// <summary>Prepares a fleet; nothing is read before a source wants something.</summary>
    internal DynamoFleet(IDiscovery discovery, AllowedNetworks allowed, TimeProvider time, Lock reading, ILogger log)
    {
        (_discovery, _log, _reading) = (discovery, log, reading);
        Accounts = new FleetAccounts(log);
        _workers = new WorkerConnections(time, Tell);
        _subscriber = new ZmqSubscriber(allowed, new ZmqTimes(), time, reading, AfterRound);
    }

    /// <summary>Whether the store answers.</summary>
    internal bool IsUp => _isUp;

    /// <summary>What was refused and lost.</summary>
    internal FleetAccounts Accounts { get; }

    /// <summary>Whether no setting chooses from its namespaces: then it says so where there are several.</summary>
    internal bool IsWhole { get; init; }

    /// <summary>The namespaces of its workers.</summary>
    internal IReadOnlyList<string> Namespaces
    {
        get
        {
            lock (_gate) return _namespaces.Names;
        }
    }

    /// <summary>Publishers that are connected, and those that should be.</summary>
    internal (int Open, int Wanted) Connections
    {
        get
        {
            lock (_gate) return (_subscriber.Open, _publishers.Values.Count(p => p.Connection is not null) + _brokers.Values.Sum(b => b.Connections.Count));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        if (_following is { } following) await following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _subscriber.DisposeAsync().ConfigureAwait(false);
        _closing.Dispose();
    }

    public async Task HearAsync(SubjectSourceDefinition source, SourceFeed feed, ILogger log, CancellationToken stop)
    {
        // A queue group is something of NATS servers.
        if (source.QueueGroup is not null)
        {
            feed.IsSubscribed = true;
            feed.Show(true, DisconnectReason.Closed);
            await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        var mine = new Subscription(source, feed);
        Join(mine);
        await Task.WhenAny(feed.Broken, _subscriber.Completion, _following!, Task.Delay(Timeout.Infinite, stop)).ConfigureAwait(false);
        Leave(mine);
        foreach (var end in (Task[])[feed.Broken, _subscriber.Completion, _following!])
        {
            if (end.IsFaulted) await end.ConfigureAwait(false);
        }
    }

    void IDiscoveryObserver.Changed(DiscoveryChange change)
    {
        lock (_gate)
        {
            if (change.IsRemoval) _known.Remove(change.Key);
            else _known[change.Key] = change;
            _components.Follow(change);
            _namespaces.Follow(change);
            if (_isListed) TellNamespaces();
            if (change.Key.StartsWith(EventChannel.Bucket, StringComparison.Ordinal)) Follow(change);
            if (_subscriptions.Any(s => s.IsRegistry)) Tell(_subscriptions, change);
        }
    }

    void IDiscoveryObserver.Listed()
    {
        lock (_gate)
        {
            if (!_isListed) LogListed(_discovery.Name, _publishers.Count);
            _isListed = true;
            TellNamespaces();
            foreach (var subscription in _subscriptions) subscription.Feed.Show(true, DisconnectReason.Closed);
        }
    }

    void IDiscoveryObserver.Up(bool up, string? why)
    {
        _isUp = up;
        if (!up) LogDown(_discovery.Name, why ?? "no reason given");
    }

    void IDiscoveryObserver.Refused(string key, string why) => LogRefused(_discovery.Name, key, why);

    private void Join(Subscription subscription)
    {
        lock (_gate)
        {
            subscription.Feed.IsSubscribed = true;
            _subscriptions = [.. _subscriptions, subscription];
            Share();
            if (subscription.IsRegistry)
            {
                TellAll(subscription);
                // Not on the lane's thread, which must not wait.
                subscription.Feed.BeganAnew += () => Task.Run(() => TellAgain(subscription));
            }

            subscription.Feed.Show(_isListed, DisconnectReason.Closed);
            _following ??= Task.Run(() => _discovery.FollowAsync(this, _closing.Token));
        }
    }

    private void TellAll(Subscription subscription)
    {
        foreach (var change in _known.Values) Tell([subscription], change);
    }

    private void TellAgain(Subscription subscription)
    {
        lock (_gate)
        {
            if (_subscriptions.Contains(subscription)) TellAll(subscription);
        }
    }

    private void TellNamespaces()
    {
        if (!IsWhole || !_namespaces.IsNewToTell()) return;
        var names = string.Join(",", _namespaces.Names);
        LogNamespaces(_discovery.Name, _namespaces.Names.Count, names, names);
    }

    private void Leave(Subscription subscription)
    {
        lock (_gate)
        {
            _subscriptions = [.. _subscriptions.Where(s => s != subscription)];
            Share();
        }

        subscription.Feed.End(isDrained: true);
    }

    private void Follow(DiscoveryChange change)
    {
        var channel = change.IsRemoval ? null : EventChannel.Read(change.Key, change.Value);
        if (channel is null && !change.IsRemoval)
        {
            LogRefused(_discovery.Name, change.Key, "it is no event channel that can be read");
            return;
        }

        if (_publishers.TryGetValue(change.Key, out var before))
        {
            if (channel is not null && Same(before.Channel, channel)) return;
            Disconnect(before);
            lock (_reading) _workers.Forget(before);
            _publishers.Remove(change.Key);
        }

        if (_brokers.Remove(change.Key, out var broker))
        {
            foreach (var connection in broker.Connections) _subscriber.Remove(connection);
            lock (_reading) _repeated.Connections -= broker.Connections.Count;
        }

        if (channel is not { Addresses: [_, ..] }) return;
        if (channel.IsBroker)
        {
            Connect(change.Key, new Broker(channel, _components, _repeated, Accounts) { Subscriptions = _subscriptions });
            return;
        }

        var publisher = new Publisher(channel, _workers, Accounts) { Worker = WorkerOf(change, channel) };
        _publishers.Add(change.Key, publisher);
        Connect(publisher);
    }

    /// <summary>A frontend has an id in the store as well, and is no worker: whose its channels are says nobody.</summary>
    private static string? WorkerOf(DiscoveryChange change, EventChannel channel) =>
        channel.Topic == Naming.DynamoSubjects.ForwardPassTopic ? change.Worker : null;

    private static bool Same(EventChannel one, EventChannel other) =>
        one.Subject == other.Subject && one.Publisher == other.Publisher && one.Addresses.SequenceEqual(other.Addresses);

    /// <summary>Tells all that are connected what sources there are now.</summary>
    private void Share()
    {
        foreach (var publisher in _publishers.Values) Connect(publisher);
        lock (_reading)
        {
            foreach (var broker in _brokers.Values) broker.Subscriptions = _subscriptions;
        }
    }

    private void Connect(string key, Broker broker)
    {
        _brokers.Add(key, broker);
        lock (_reading) _repeated.Connections += broker.Channel.Addresses.Count;
        foreach (var address in broker.Channel.Addresses) broker.Connections.Add(_subscriber.Connect(address, Broker.Topics, broker));
    }

    /// <summary>Connects a publisher that some source wants, and leaves one that none does.</summary>
    private void Connect(Publisher publisher)
    {
        var feeds = _subscriptions.Where(s => s.Wants(publisher.Channel.Subject)).Select(s => s.Feed).ToArray();
        lock (_reading) publisher.Feeds = feeds;
        if (feeds.Length == 0) Disconnect(publisher);
        else publisher.Connection ??= _subscriber.Connect(publisher.Channel.Addresses[0], [publisher.Channel.Topic], publisher);
    }

    private void Disconnect(Publisher publisher)
    {
        if (publisher.Connection is { } connection) _subscriber.Remove(connection);
        publisher.Connection = null;
        lock (_reading) publisher.Feeds = [];
    }

    private void Tell(Subscription[] subscriptions, DiscoveryChange change)
    {
        var (subject, payload) = change.ToMessage();
        lock (_reading)
        {
            foreach (var subscription in subscriptions.Where(s => s.IsRegistry))
            {
                subscription.Feed.Receive(subject, payload.Span);
                subscription.Feed.Flush();
            }
        }
    }

    private void Tell(string subject, byte[] payload)
    {
        foreach (var subscription in _subscriptions)
        {
            if (subscription.IsRegistry) subscription.Feed.Receive(subject, payload);
        }
    }

    private void AfterRound()
    {
        _workers.Tick();
        foreach (var subscription in _subscriptions) subscription.Feed.Flush();
    }

    [LoggerMessage(EventId = 12, Level = LogLevel.Information, Message = "{Discovery} names {Publishers} publishers of events")]
    private partial void LogListed(string discovery, int publishers);

    [LoggerMessage(EventId = 13, Level = LogLevel.Warning, Message = "{Discovery} does not answer, and what it said last stays: {Why}")]
    private partial void LogDown(string discovery, string why);

    [LoggerMessage(EventId = 14, Level = LogLevel.Warning, Message = "{Discovery}: {Key} is passed over: {Why}")]
    private partial void LogRefused(string discovery, string key, string why);

    [LoggerMessage(EventId = 15, Level = LogLevel.Warning,
        Message = "{Discovery} names workers of {Count} namespaces, which are shown as one fleet: {Names}; --each namespace={Each} parts them")]
    private partial void LogNamespaces(string discovery, int count, string names, string each);
}
