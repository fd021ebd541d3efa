using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using Streams.Lane;

namespace Streams.Nats;

/// <summary>Listens to subjects, alone or in a queue group.</summary>
/// <remarks>
/// Hot: messages published before it subscribes are lost. Messages are decoded on the connection's read loop; headers are used by
/// recordings only. A message that matches two of its subjects is received twice.
/// </remarks>
internal sealed class SubjectSource(SubjectSourceDefinition definition, NatsLink link, ILogger logger) : IEventSource
{
    /// <inheritdoc/>
    public async Task RunAsync(SourceInput input, CancellationToken stop)
    {
        var feed = new SourceFeed(input, definition.Subjects, link.Reading);
        IReadOnlyList<NatsSubBase> subscriptions = [];
        try
        {
            subscriptions = await link.JoinAsync(feed,
                () => definition.Subjects.Select(s => new FeedSubscription(link.Connection, feed, s, definition.QueueGroup)), stop).ConfigureAwait(false);
            LinkLog.OnListening(logger, definition.Name, definition.Subjects);
            await feed.Broken.WaitAsync(stop).ConfigureAwait(false);
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
}
