using Microsoft.Extensions.Logging;

namespace Streams.Nats;

/// <summary>
/// A way by which messages on subjects come: a NATS server, or publishers of their own whose messages are given the subjects that NATS would.
/// </summary>
internal interface ISubjectPlane
{
    /// <summary>Hears a source's subjects until it is stopped; the feed is told whether it does, and posts what has arrived at the end.</summary>
    Task HearAsync(SubjectSourceDefinition source, SourceFeed feed, ILogger log, CancellationToken stop);
}
