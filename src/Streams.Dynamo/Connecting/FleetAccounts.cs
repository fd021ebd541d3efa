using Microsoft.Extensions.Logging;
using Streams.Zmq;
using Streams.Zmq.Framing;

namespace Streams.Dynamo.Connecting;

/// <summary>What has been refused and lost on connections, by reason. Safe from any thread.</summary>
internal sealed partial class FleetAccounts(ILogger log)
{
    private const int MostTold = 256;

    private readonly ILogger _log = log;

    private readonly long[] _refused = new long[ZmqRefusals.All.Count];
    private readonly HashSet<(ZmqRefusal, string)> _told = [];
    private long _lost;

    /// <summary>Connections that ended by themselves.</summary>
    internal long Lost => Volatile.Read(ref _lost);

    internal long Refused(ZmqRefusal reason) => Volatile.Read(ref _refused[(int)reason]);

    internal void End(ZmqEnd end)
    {
        if (end != ZmqEnd.Unreachable) Interlocked.Increment(ref _lost);
    }

    internal void Refuse(ZmqRefusal reason, string subject, ZmqAddress address)
    {
        Interlocked.Increment(ref _refused[(int)reason]);
        lock (_told)
        {
            if (_told.Count == MostTold || !_told.Add((reason, address.ToString()))) return;
        }

        LogRefused(address, subject, reason.Label());
    }

    [LoggerMessage(EventId = 11, Level = LogLevel.Warning, Message = "{Address} for {Subject} is refused ({Reason}), and tried again slowly")]
    private partial void LogRefused(ZmqAddress address, string subject, string reason);
}
