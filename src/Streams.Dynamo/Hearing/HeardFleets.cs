using System.Text.Json;
using Streams.Decoding;
using Streams.Dynamo.Connecting;
using Streams.Dynamo.Decoding;
using Streams.Dynamo.Naming;
using Streams.Dynamo.Registry;

namespace Streams.Dynamo.Hearing;

/// <summary>What there is of Dynamo, as far as messages tell: namespaces, components, workers, and which releases they can be of.</summary>
/// <remarks>Filled by one thread at a time.</remarks>
internal sealed class HeardFleets
{
    private readonly SortedDictionary<string, HeardNamespace> _namespaces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HeardService> _services = [];
    private readonly Dictionary<string, IDecoder> _decoders = new()
    {
        [DynamoSubjects.LoadTopic] = new LoadDecoder(),
        [DynamoSubjects.HitRateTopic] = new HitRateDecoder(),
        [DynamoSubjects.ForwardPassTopic] = new ForwardPassDecoder(),
    };

    /// <summary>The namespaces, by their names, once all is heard (<see cref="End"/>).</summary>
    internal IReadOnlyCollection<HeardNamespace> Namespaces => _namespaces.Values;

    /// <summary>The names under which workers answer to be asked for statistics.</summary>
    internal IReadOnlyCollection<string> Services => _services.Keys;

    /// <summary>Takes an event; false where its subject is none of Dynamo's.</summary>
    internal bool Take(string subject, ReadOnlySpan<byte> payload)
    {
        if (EventSubject.Read(subject) is not { } read) return false;
        var space = Namespace(read.Namespace);
        space.Count(subject);
        if (!_decoders.TryGetValue(read.Topic, out var decoder) || payload.IsEmpty) return true;
        var message = DecodedMessage.By(decoder, payload, subject);
        var evidence = ReleaseEvidence.Of(read, payload);
        foreach (var id in message.Events.Select(e => e.Keys["worker_id"]).Concat(message.Beats.Select(b => b.Worker)))
        {
            if (space.Worker(id) is not { } worker) continue;
            worker.Note(evidence);
            worker.Component ??= read.Component;
            if (read.Endpoint is { } endpoint) worker.Endpoints.Add(endpoint);
        }

        return true;
    }

    /// <summary>Takes an answer to <c>$SRV.STATS</c>.</summary>
    internal void TakeAnswer(ReadOnlySpan<byte> payload)
    {
        if (RecordValue.Read(payload) is not { } answer || RecordValue.Text(answer, "name") is not { } name) return;
        if (!answer.TryGetProperty("endpoints", out var endpoints) || endpoints.ValueKind != JsonValueKind.Array) return;
        if (!_services.TryGetValue(name, out var service)) _services.Add(name, service = new HeardService(name));
        foreach (var endpoint in endpoints.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object)) service.Take(endpoint);
    }

    /// <summary>Takes a record of discovery: a card or an endpoint tells of a worker, a channel of how it is heard.</summary>
    internal void TakeRecord(string key, ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty || !RecordKey.TryParse(key, out var record)) return;
        if (record.Kind == RecordKind.Channel)
        {
            if (EventChannel.Read(key, value.ToArray()) is { } channel && EventSubject.Read(channel.Subject) is { } of) Namespace(of.Namespace);
            return;
        }

        var place = record.Place.Split('/');
        // An endpoint may also be a frontend's; a card is a worker's.
        if (record.Kind != RecordKind.Card || place.Length < 3 || Namespace(place[0]).Worker(record.Id) is not { } worker) return;
        worker.Component ??= place[1];
        worker.Endpoints.Add(place[2]);
    }

    /// <summary>All is heard: what answered is given to the namespace that it is of.</summary>
    internal void End()
    {
        foreach (var service in _services.Values) service.GiveTo(_namespaces, Namespace);
    }

    private HeardNamespace Namespace(string name)
    {
        if (!_namespaces.TryGetValue(name, out var space)) _namespaces.Add(name, space = new HeardNamespace(name));
        return space;
    }
}
