using Streams.Events;

namespace Streams.Dynamo.Registry;

/// <summary>The records of one worker. It is registered while it has a card and the endpoint of that card.</summary>
internal sealed class RegisteredWorker
{
    private readonly SortedDictionary<string, (RecordKey Key, ModelCard Card)> _cards = new(StringComparer.Ordinal);
    private readonly HashSet<string> _endpoints = [];
    private readonly HashSet<string> _channels = [];

    /// <summary>Its keys as they were told last; null if it never was registered.</summary>
    internal WorkerKey? Told { get; set; }

    /// <summary>Whether its connections have ended while its records stay.</summary>
    internal bool IsCutOff { get; set; }

    internal bool IsEmpty => _cards.Count + _endpoints.Count + _channels.Count == 0;

    internal bool HasChannels => _channels.Count > 0;

    /// <summary>The card that counts: the worker's own before those of adapters, and one whose endpoint is there; null if it is not registered.</summary>
    internal ModelCard? Card => _cards.Values.Where(c => _endpoints.Contains(c.Key.Place)).OrderBy(c => c.Key.IsAdapter).Select(c => c.Card).FirstOrDefault();

    internal void SetCard(string subject, RecordKey key, ModelCard card) => _cards[subject] = (key, card);

    internal void AddEndpoint(RecordKey key) => _endpoints.Add(key.Place);

    internal void AddChannel(string subject) => _channels.Add(subject);

    internal void Remove(string subject, RecordKey key)
    {
        if (key.Kind == RecordKind.Card) _cards.Remove(subject);
        else if (key.Kind == RecordKind.Endpoint) _endpoints.Remove(key.Place);
        else _channels.Remove(subject);
    }
}
