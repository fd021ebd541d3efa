using System.Text.Json;
using Streams.Decoding;
using Streams.Dynamo.Naming;
using Streams.Events;

namespace Streams.Dynamo.Registry;

/// <summary>Decodes changes of discovery: the subject is a record's key, the payload the record, empty where it has gone (D5).</summary>
/// <remarks>
/// It remembers the records, since only several of them together say who is there. So what it makes of a change follows from the
/// changes before it, in their order, live and in a replay alike.
/// </remarks>
/// <param name="namespaces">The namespaces whose workers count.</param>
/// <param name="component">The component whose workers count; empty or <c>*</c> for all.</param>
internal sealed class DiscoveryDecoder(NamespacePattern namespaces, string component = ComponentNames.Any) : IDecoder
{
    internal static readonly EventSchema EventSchema =
        new(["worker_id", "dp_rank", "component", "dynamo_namespace", "model", "role", "pod"],
            ["registered", "ranks", "kv_total_blocks", "request_total_slots", "kv_block_tokens"])
        {
            KeyDefaults = new Dictionary<string, string>
            {
                ["dp_rank"] = "0",
                ["component"] = ComponentNames.Default,
                ["dynamo_namespace"] = NamespacePattern.Default,
                ["model"] = "",
                ["role"] = "",
                ["pod"] = "",
            },
        };

    /// <summary>Before the worker in the subject of what its connections say: <c>{"worker_id":"7","open":true,"namespace":"dynamo"}</c>.</summary>
    private const string Connections = "connections/";

    // Far more than any fleet has: only made-up keys reach it.
    private const int Capacity = 2_000_000;

    private readonly Dictionary<string, RegisteredWorker> _workers = [];
    private readonly Dictionary<string, string> _owners = [];

    public EventSchema Schema => EventSchema;

    public void Decode(string subject, ReadOnlySpan<byte> payload, EventWriter events)
    {
        if (subject.StartsWith(Connections, StringComparison.Ordinal)) Connect(payload, events);
        else if (!RecordKey.TryParse(subject, out var key)) events.RejectMessage(MessageReason.Malformed);
        else if (key.Kind == RecordKind.Other || !Counts(key)) return;
        else if (payload.IsEmpty) Remove(subject, key, events);
        else if (RecordValue.Read(payload) is { } record) Put(subject, key, record, events);
        else events.RejectMessage(MessageReason.Malformed);
    }

    // A channel counts where its worker does.
    private bool Counts(RecordKey key)
    {
        if (key.Kind == RecordKind.Channel) return true;
        var place = key.Place.Split('/');
        return namespaces.Takes(place[0]) && (component is "" or ComponentNames.Any || place[1] == component);
    }

    private void Put(string subject, RecordKey key, JsonElement record, EventWriter events)
    {
        if (_owners.Count >= Capacity && !_owners.ContainsKey(subject))
        {
            events.Reject(EventReason.TooManyWorkers);
            return;
        }

        var card = key.Kind == RecordKind.Card ? ModelCard.Read(record, RecordValue.Text(record, "$pod") ?? "") : null;
        if (key.Kind == RecordKind.Card && card is null)
        {
            events.Reject(EventReason.Malformed);
            return;
        }

        // A channel's id is its publisher's; to 1.2 that is the worker's, later the store says whose it is, or nobody does.
        var owner = key.Kind == RecordKind.Channel ? RecordValue.Text(record, "$worker") ?? key.Id : key.Id;
        var isKnown = _owners.TryGetValue(subject, out var before) && before == owner;
        if (before is not null && !isKnown) Remove(subject, key, events);
        _owners[subject] = owner;
        var worker = Of(owner);
        var hadChannels = worker.HasChannels;
        if (card is not null) worker.SetCard(subject, key, card);
        else if (key.Kind == RecordKind.Endpoint) worker.AddEndpoint(key);
        else worker.AddChannel(subject);
        // A record that merely stays brings nobody back, even where it is told again.
        if (worker.Card is not { } counts || (isKnown && worker.IsCutOff)) return;
        // A channel tells nothing of its worker, unless one was missed.
        if (key.Kind != RecordKind.Channel || !hadChannels) Tell(owner, worker, counts, events);
    }

    private void Remove(string subject, RecordKey key, EventWriter events)
    {
        if (!_owners.Remove(subject, out var owner)) return;
        var worker = _workers[owner];
        var (had, hadChannels) = (worker.Card, worker.HasChannels);
        worker.Remove(subject, key);
        if (worker.IsEmpty) _workers.Remove(owner);
        if (worker.Told is not { } told) return;
        var isGone = (had is not null && worker.Card is null) || (hadChannels && !worker.HasChannels);
        if (isGone) events.Goodbye(told);
        else if (had != worker.Card && worker.Card is { } other) Tell(owner, worker, other, events);
    }

    // What is open lives, idle or not; but a record that has gone says more than a connection that is still there.
    private void Connect(ReadOnlySpan<byte> payload, EventWriter events)
    {
        if (RecordValue.Read(payload) is not { } said || RecordValue.Text(said, "worker_id") is not { } id || !said.TryGetProperty("open", out var open))
        {
            events.RejectMessage(MessageReason.Malformed);
            return;
        }

        if (RecordValue.Text(said, "namespace") is { } space && !namespaces.Takes(space)) return;
        var known = _workers.GetValueOrDefault(id);
        var keys = known?.Told ?? new WorkerKey(id);
        var isOpen = open.ValueKind != JsonValueKind.False;
        if (!isOpen) events.Goodbye(keys);
        else if (known is { IsCutOff: true, Card: { } card }) Tell(id, known, card, events);
        if (isOpen && known is not { Told: not null, Card: null }) events.Beat(keys);
        if (known is not null) known.IsCutOff = !isOpen;
    }

    private static void Tell(string id, RegisteredWorker worker, ModelCard card, EventWriter events)
    {
        var keys = new WorkerKey(id, "0", card.Component, card.Namespace, card.Model, card.Role, card.Pod);
        worker.Told = keys = keys.Equals(worker.Told) ? worker.Told! : keys;
        var fields = events.Add(keys);
        fields[0] = 1;
        fields[1] = card.Ranks;
        fields[2] = card.TotalBlocks;
        fields[3] = card.TotalSlots;
        fields[4] = card.BlockTokens;
    }

    private RegisteredWorker Of(string owner)
    {
        if (!_workers.TryGetValue(owner, out var worker)) _workers.Add(owner, worker = new RegisteredWorker());
        return worker;
    }
}
