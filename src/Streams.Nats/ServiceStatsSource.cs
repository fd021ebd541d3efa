using System.Globalization;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using Streams.Lane;

namespace Streams.Nats;

/// <summary>Asks services for their statistics at a fixed interval, and receives every instance's answer.</summary>
/// <remarks>
/// One inbox is used throughout; the reply subject names the service and the time of the request, so an answer that is
/// later than the timeout is recognised, and counted as <c>late_reply</c>. While the server is away no requests are sent.
/// </remarks>
internal sealed class ServiceStatsSource(ServiceStatsSourceDefinition definition, NatsLink link, TimeProvider time, ILogger logger) : IEventSource
{
    // Not under the connection's own inbox, which NATS.Net would route through a table of its own.
    private readonly string _inbox = $"_INBOX.{Nuid.NewNuid()}.";
    private readonly string[] _subjects = [.. definition.Services.Select(service => service.Length == 0 ? "$SRV.STATS" : "$SRV.STATS." + service)];

    /// <inheritdoc/>
    public async Task RunAsync(SourceInput input, CancellationToken stop)
    {
        var feed = new SourceFeed(input, [_inbox + ">", .. _subjects], link.Reading, new PlanesState(input, planes: 1).Of(0));
        IReadOnlyList<NatsSubBase> subscriptions = [];
        try
        {
            subscriptions = await link.JoinAsync(feed, () => [new FeedSubscription(link.Connection, feed, _inbox + ">", rename: QuestionOf)],
                stop).ConfigureAwait(false);
            LinkLog.OnListening(logger, definition.Name, _subjects);
            using var timer = new PeriodicTimer(definition.Every, time);
            do
            {
                if (link.IsConnected) await AskAsync(stop).ConfigureAwait(false);
                if (feed.Broken.IsCompleted) await feed.Broken.ConfigureAwait(false);
            }
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped: the normal end.
        }
        finally
        {
            await link.LeaveAsync(feed, subscriptions).ConfigureAwait(false);
        }
    }

    private async Task AskAsync(CancellationToken stop)
    {
        using var deadline = new CancellationTokenSource(definition.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, deadline.Token);
        try
        {
            for (var i = 0; i < _subjects.Length; i++)
            {
                var reply = string.Create(CultureInfo.InvariantCulture, $"{_inbox}{i}.{time.GetTimestamp()}");
                await link.Connection.PublishAsync(_subjects[i], replyTo: reply, cancellationToken: either.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is NatsException or TimeoutException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            // The connection was lost meanwhile, which the link logs; the next round asks again.
        }
    }

    /// <summary>The request that an answer belongs to; null if it comes too late, or its subject is not one of ours.</summary>
    private string? QuestionOf(string address)
    {
        var suffix = address.AsSpan(_inbox.Length);
        var dot = suffix.IndexOf('.');
        if (dot < 0
            || !int.TryParse(suffix[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || !long.TryParse(suffix[(dot + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var asked)
            || (uint)index >= (uint)_subjects.Length)
        {
            return null;
        }

        return time.GetElapsedTime(asked) <= definition.Timeout ? _subjects[index] : null;
    }
}
