using System.Reactive.Concurrency;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using Streams.Definition;
using Streams.Events;
using Streams.Lane;
using Streams.Nats.Connecting;

namespace Streams.Nats;

/// <summary>The connection to NATS that all sources of the process share.</summary>
/// <remarks>
/// It starts when the first source runs, whether NATS is up or not, reconnects for ever (after 500 ms, then with
/// growing pauses of up to 5 s), pings the server, and tells its sources whether they are up. Dispose it after its sources have ended.
/// </remarks>
public sealed class NatsLink : ISubjectPlane, IAsyncDisposable
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly ILogger _logger;
    private readonly LinkLog _log;
    private readonly string _url;
    private Task? _connecting;
    private volatile SourceFeed[] _feeds = [];
    private volatile bool _isConnected;

    /// <summary>Why the connection ended, as far as anybody has said: the server, or else our end of the socket.</summary>
    private DisconnectReason? _verdict;
    private DisconnectReason? _end;

    /// <summary>Prepares a connection with options that have passed <see cref="NatsOptions.Validate"/>.</summary>
    /// <param name="options">How the server is reached.</param>
    /// <param name="logger">Where it tells of its fortunes.</param>
    /// <param name="reading">The lock held while messages are put into a source; shared by all that do so. Default one of its own.</param>
    public NatsLink(NatsOptions options, ILogger logger, Lock? reading = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        Reading = reading ?? new Lock();
        _logger = logger;
        _log = new LinkLog(logger);
        _url = options.Redacted;
        Connection = new NatsConnection(NatsOpts.Default with
        {
            Url = NatsUrls.Normalize(options.Url),
            Name = "streams",
            AuthOpts = options.ToAuthOpts(),
            // TLS is done by the socket factory.
            SocketConnectionFactory = new GatheringSocketFactory(
                new TlsSettings(options.Url, options.NeedsTls, options.Ca, options.Cert, options.Key),
                options.TlsFirst,
                options.FastPath,
                options.Gather,
                Reading,
                FlushFeeds,
                OnEnded,
                (url, reason) => _log.OnFailed(NatsUrls.Redact(url.ToString()), reason)),
            RequestReplyMode = NatsRequestReplyMode.SharedInbox,
            PingInterval = options.PingInterval,
            MaxPingOut = 2,
            ReconnectWaitMin = FirstWait,
            ReconnectWaitMax = LongestWait,
            IgnoreAuthErrorAbort = true,
            DrainPingTimeout = LongestGoodbye,
        });
        Connection.ConnectionOpened += (_, e) => OnConnectedAsync(e.Message);
        Connection.ConnectionDisconnected += (_, e) => OnLostAsync(e.Message);
        Connection.ServerError += (_, e) => OnServerErrorAsync(e);
    }

    /// <summary>Whether the server is connected, as far as is known.</summary>
    public bool IsConnected => _isConnected;

    internal NatsConnection Connection { get; }

    /// <summary>The lock of all feeds of this link: held while messages are put into one.</summary>
    internal Lock Reading { get; }

    /// <summary>The events of a source on this connection (<see cref="LiveEventsExtensions.Events"/>).</summary>
    /// <param name="source">The source.</param>
    /// <param name="scheduler">Where events come: one that does one thing at a time, such as an <see cref="EventLoopScheduler"/>.</param>
    /// <param name="listener">Hears of what is lost or rejected. Default: nobody.</param>
    public IObservable<Event> Events<TSource>(TSource source, IScheduler scheduler, LaneListener? listener = null)
        where TSource : SourceDefinition, ILiveSource => source.Events(new LinkServices(this, _logger), scheduler, listener);

    /// <summary>Closes the connection and stops every attempt to open it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await Connection.DisposeAsync().ConfigureAwait(false);
        if (_connecting is { } connecting) await connecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _isConnected = false;
    }

    /// <summary>Listens to the subjects, alone or in the source's queue group.</summary>
    async Task ISubjectPlane.HearAsync(SubjectSourceDefinition source, SourceFeed feed, ILogger log, CancellationToken stop)
    {
        if (source.AwaitsAnswers)
        {
            await new AnsweredSubjects(this, source, feed, log).HearAsync(stop).ConfigureAwait(false);
            return;
        }

        SubjectPattern[] patterns = [.. source.Subjects.Select(subject => new SubjectPattern(subject))];
        IReadOnlyList<NatsSubBase> subscriptions = [];
        try
        {
            subscriptions = await JoinAsync(feed, () => patterns.DistinctBy(p => p.Subject).Select(p =>
                new FeedSubscription(Connection, feed, p.Subject, source.QueueGroup, p.IsPlain ? null : SubjectPattern.Filter(patterns))), stop)
                .ConfigureAwait(false);
            LinkLog.OnListening(log, source.Name, source.Subjects);
            await feed.Broken.WaitAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped: the normal end.
        }
        finally
        {
            await LeaveAsync(feed, subscriptions).ConfigureAwait(false);
        }
    }

    /// <summary>Subscribes a feed and keeps it subscribed until it is removed; waits for NATS as long as it takes.</summary>
    internal async Task<IReadOnlyList<NatsSubBase>> JoinAsync(SourceFeed feed, Func<IEnumerable<NatsSubBase>> subscriptions, CancellationToken stop)
    {
        await EnterAsync(feed, stop).ConfigureAwait(false);
        while (true)
        {
            NatsSubBase[] joined = [.. subscriptions()];
            try
            {
                foreach (var subscription in joined) await Connection.AddSubAsync(subscription, stop).ConfigureAwait(false);
                // The answer follows the server's verdict on the subscriptions.
                await Connection.PingAsync(stop).ConfigureAwait(false);
                lock (_gate)
                {
                    feed.IsSubscribed = true;
                    // The server has answered, even where the event of the connection is still on its way.
                    feed.Show(_isConnected || Connection.ConnectionState == NatsConnectionState.Open, DisconnectReason.Closed);
                }

                return joined;
            }
            catch (Exception e) when (e is NatsException or OperationCanceledException or TimeoutException)
            {
                // The connection was lost meanwhile.
                foreach (var subscription in joined) await subscription.DisposeAsync().ConfigureAwait(false);
                stop.ThrowIfCancellationRequested();
                await Task.Delay(FirstWait, stop).ConfigureAwait(false);
            }
        }
    }

    /// <summary>From now on a feed is told of the connection; waits for NATS as long as it takes.</summary>
    internal Task EnterAsync(SourceFeed feed, CancellationToken stop)
    {
        lock (_gate) _feeds = [.. _feeds, feed];
        return ConnectedAsync().WaitAsync(stop);
    }

    /// <summary>Unsubscribes a feed; what the server has sent by then is received and posted, if the server still answers.</summary>
    internal async Task LeaveAsync(SourceFeed feed, IReadOnlyList<NatsSubBase> subscriptions)
    {
        var isDrained = await DrainAsync(subscriptions).ConfigureAwait(false);
        lock (_gate) _feeds = [.. _feeds.Where(f => f != feed)];
        feed.End(isDrained);
    }

    /// <summary>Whether all has been received that the server had sent; from one that is lost nothing more comes.</summary>
    private async Task<bool> DrainAsync(IReadOnlyList<NatsSubBase> subscriptions)
    {
        if (subscriptions.Count == 0) return true;
        var isConnected = _isConnected;
        using var limit = new CancellationTokenSource(LongestGoodbye);
        var goodbye = subscriptions.Select(s => (isConnected ? s.DrainAsync(limit.Token) : s.DisposeAsync()).AsTask());
        try
        {
            await Task.WhenAll(goodbye).WaitAsync(limit.Token).ConfigureAwait(false);
            // A drain that gave up says nothing; but an answer follows all that was sent before.
            if (isConnected) await Connection.PingAsync(limit.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is NatsException or OperationCanceledException or TimeoutException or ObjectDisposedException)
        {
            return false;
        }
    }

    private void FlushFeeds()
    {
        lock (Reading)
        {
            foreach (var feed in _feeds) feed.Flush();
        }
    }

    private Task ConnectedAsync()
    {
        lock (_gate) return _connecting ??= Task.Run(ConnectAsync);
    }

    private async Task ConnectAsync()
    {
        for (var wait = FirstWait; ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                await Connection.ConnectAsync().ConfigureAwait(false);
                return;
            }
            catch (NatsException e)
            {
                // Without an inner exception the factory has logged the reason.
                if (e.InnerException is { } inner) _log.OnFailed(_url, inner.Message);
            }

            await Task.Delay(wait, _closing.Token).ConfigureAwait(false);
        }
    }

    private ValueTask OnConnectedAsync(string url)
    {
        lock (_gate)
        {
            _isConnected = true;
            _verdict = _end = null;
            foreach (var feed in _feeds)
            {
                feed.IsRefused = false;
                feed.Show(true, DisconnectReason.Closed);
            }
        }

        _log.OnConnected(NatsUrls.Redact(url));
        return default;
    }

    private ValueTask OnLostAsync(string url)
    {
        DisconnectReason reason;
        lock (_gate)
        {
            _isConnected = false;
            // Where neither end has said why, NATS.Net has closed the socket, because nothing answered.
            reason = _verdict ?? _end ?? DisconnectReason.Timeout;
            foreach (var feed in _feeds) feed.Show(false, reason);
        }

        _log.OnLost(NatsUrls.Redact(url), reason.Label());
        return default;
    }

    private void OnEnded(DisconnectReason reason)
    {
        lock (_gate)
        {
            // Writing and reading end each by itself, and reading knows better.
            if (_end != DisconnectReason.SlowConsumer) _end = reason;
        }
    }

    private ValueTask OnServerErrorAsync(NatsServerErrorEventArgs e)
    {
        if (e.Kind == NatsServerErrorKind.PermissionsViolation) Refuse(e.Error);
        else if (VerdictOf(e.Kind) is { } verdict)
        {
            lock (_gate) _verdict = verdict;
        }

        _log.OnServerError(e.Error);
        return default;
    }

    /// <summary>A source that may not subscribe to one of its subjects is not up; the server's error names the subject in quotes.</summary>
    private void Refuse(string error)
    {
        lock (_gate)
        {
            foreach (var feed in _feeds.Where(f => f.Subjects.Any(s => error.Contains($"\"{s}\"", StringComparison.Ordinal))))
            {
                feed.IsRefused = true;
                feed.Show(_isConnected, DisconnectReason.Refused);
            }
        }
    }

    /// <summary>What an error means with which the server ends the connection; null for others.</summary>
    private static DisconnectReason? VerdictOf(NatsServerErrorKind kind) => kind switch
    {
        NatsServerErrorKind.StaleConnection => DisconnectReason.Timeout,
        NatsServerErrorKind.AuthorizationViolation or NatsServerErrorKind.AuthenticationExpired or NatsServerErrorKind.AuthenticationRevoked
            or NatsServerErrorKind.AccountAuthenticationExpired or NatsServerErrorKind.MaximumConnectionsExceeded
            or NatsServerErrorKind.MaximumAccountConnectionsExceeded => DisconnectReason.Refused,
        _ => null,
    };
}
