using Microsoft.Extensions.Logging;
using Streams.Lane;

namespace Streams.Nats;

/// <summary>Logs one line when the connection is made, lost and restored, and one for each different reason why connecting fails.</summary>
/// <remarks>What a server says of itself and of us is escaped, and cut.</remarks>
internal sealed class LinkLog(ILogger logger)
{
    private const int MostReasons = 32;
    private const int MostText = 300;

    private static readonly Action<ILogger, string, Exception?> Connected =
        LoggerMessage.Define<string>(LogLevel.Information, new EventId(1, "Connected"), "connected to NATS {Url}");

    private static readonly Action<ILogger, string, Exception?> Reconnected =
        LoggerMessage.Define<string>(LogLevel.Information, new EventId(2, "Reconnected"), "connected to NATS {Url} again");

    private static readonly Action<ILogger, string, string, Exception?> Lost =
        LoggerMessage.Define<string, string>(LogLevel.Warning, new EventId(3, "Lost"), "lost NATS {Url} ({Reason}); what is published meanwhile is missed");

    private static readonly Action<ILogger, string, string, Exception?> Failed =
        LoggerMessage.Define<string, string>(LogLevel.Warning, new EventId(4, "Failed"), "no connection to NATS {Url} yet, trying for ever: {Reason}");

    private static readonly Action<ILogger, string, Exception?> Complained =
        LoggerMessage.Define<string>(LogLevel.Warning, new EventId(5, "Complained"), "NATS says: {Error}");

    private static readonly Action<ILogger, string, string, Exception?> Listens =
        LoggerMessage.Define<string, string>(LogLevel.Information, new EventId(6, "Listens"), "source {Source} listens to {Subjects}");

    private readonly HashSet<string> _said = [];
    private bool _wasConnected;

    internal static void OnListening(ILogger logger, string source, IEnumerable<string> subjects) => Listens(logger, source, string.Join(", ", subjects), null);

    internal void OnConnected(string url)
    {
        lock (_said) _said.Clear();
        (_wasConnected ? Reconnected : Connected)(logger, Shown(url), null);
        _wasConnected = true;
    }

    internal void OnLost(string url, string reason) => Lost(logger, Shown(url), reason, null);

    internal void OnFailed(string url, string reason)
    {
        if (IsNew(url + reason)) Failed(logger, Shown(url), Shown(reason), null);
    }

    internal void OnServerError(string error)
    {
        if (IsNew(error)) Complained(logger, Shown(error), null);
    }

    private static string Shown(string text) => LogText.Escape(text, MostText);

    private bool IsNew(string text)
    {
        lock (_said) return _said.Count < MostReasons && _said.Add(text);
    }
}
