using Microsoft.Extensions.Logging;

namespace Streams.Prometheus;

/// <summary>Counts the clients that were cut off, and tells of them in one line a minute: whoever causes them shall not fill a disk, too.</summary>
internal sealed partial class DisconnectLog(Disconnects counts, ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private long? _told;
    private long _before;

    internal void Add(CutReason reason)
    {
        counts.Add(reason);
        long since;
        lock (_gate)
        {
            if (_told is { } told && time.GetElapsedTime(told) < Every) return;
            _told = time.GetTimestamp();
            since = counts.Total - _before;
            _before += since;
        }

        Log(since, Clients.Most, ClientWriter.LongestWait.TotalSeconds, HeldPages.MostPages, Disconnects.Label(reason));
    }

    [LoggerMessage(EventId = 1, EventName = "Disconnected", Level = LogLevel.Warning,
        Message = "{Count} clients cut off since the last such line: the idlest of {Clients} connections, those that took nothing for {Seconds} s, "
            + "and those that read the oldest of {Pages} pages; the last one: {Reason} (streams_http_disconnects_total)")]
    private partial void Log(long count, int clients, double seconds, int pages, string reason);
}
