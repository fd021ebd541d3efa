using System.Collections.Concurrent;
using System.Globalization;
using Streams.Discovery;

namespace Streams.Dynamo.Connecting;

/// <summary>Which component each worker is of, by its card: messages of a broker do not name it to 1.3. Safe from any thread.</summary>
internal sealed class WorkerComponents
{
    private const string Cards = "v1/mdc/";

    private readonly ConcurrentDictionary<string, string> _known = new();

    /// <summary>Takes a card's key: <c>v1/mdc/NAMESPACE/COMPONENT/ENDPOINT/ID</c>, and behind it an adapter's name, where there is one.</summary>
    internal void Follow(DiscoveryChange change)
    {
        if (!change.Key.StartsWith(Cards, StringComparison.Ordinal) || change.Key[Cards.Length..].Split('/') is not [_, var component, _, var id]) return;
        if (!ulong.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var worker)) return;
        var key = worker.ToString(CultureInfo.InvariantCulture);
        if (change.IsRemoval) _known.TryRemove(key, out _);
        else _known[key] = component;
    }

    internal string? Of(string worker) => _known.GetValueOrDefault(worker);
}
