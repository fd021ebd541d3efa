using Streams.Discovery;

namespace Streams.Dynamo.Connecting;

/// <summary>Which namespaces have workers, by their cards. Under the fleet's lock.</summary>
internal sealed class WorkerNamespaces
{
    private const string Cards = "v1/mdc/";

    private readonly SortedDictionary<string, HashSet<string>> _cards = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = [];

    /// <summary>Their names, in order.</summary>
    internal IReadOnlyList<string> Names => [.. _cards.Keys];

    /// <summary>Takes a change of a record; those that are no cards are passed over.</summary>
    internal void Follow(DiscoveryChange change)
    {
        if (!change.Key.StartsWith(Cards, StringComparison.Ordinal)) return;
        var name = change.Key[Cards.Length..].Split('/')[0];
        if (!_cards.TryGetValue(name, out var cards)) _cards.Add(name, cards = []);
        if (change.IsRemoval) cards.Remove(change.Key);
        else cards.Add(change.Key);
        if (cards.Count == 0) _cards.Remove(name);
    }

    /// <summary>Whether there are several and one of them has not been told.</summary>
    internal bool IsNewToTell() => _cards.Count > 1 && _cards.Keys.Count(_told.Add) > 0;
}
