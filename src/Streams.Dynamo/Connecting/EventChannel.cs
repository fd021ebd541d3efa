using System.Globalization;
using System.Text.Json;
using Streams.Dynamo.Naming;
using Streams.Zmq;

namespace Streams.Dynamo.Connecting;

/// <summary>What discovery says of one publisher of events, in the forms of all releases.</summary>
/// <param name="Namespace">The namespace that it publishes in.</param>
/// <param name="Topic">The topic of its messages, which is the first part of each.</param>
/// <param name="Subject">The subject on which NATS would bring them.</param>
/// <param name="Publisher">Its id, read from the key, since an API server rounds numbers.</param>
/// <param name="IsBroker">Whether others' messages come from there: of any topic and publisher.</param>
/// <param name="Addresses">Where to connect; empty for a publisher on NATS.</param>
internal sealed record EventChannel(string Namespace, string Topic, string Subject, ulong Publisher, bool IsBroker, IReadOnlyList<ZmqAddress> Addresses)
{
    /// <summary>Where the keys of publishers begin.</summary>
    internal const string Bucket = "v1/event_channels/";

    /// <summary>Reads a record; null where it is none, or none that can be used.</summary>
    internal static EventChannel? Read(string key, ReadOnlyMemory<byte> value)
    {
        if (!ulong.TryParse(key.AsSpan(key.LastIndexOf('/') + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var publisher)) return null;
        try
        {
            using var document = JsonDocument.Parse(value);
            var record = document.RootElement;
            var topic = record.GetProperty("topic").GetString()!;
            var transport = record.GetProperty("transport");
            var config = transport.GetProperty("config");
            var (space, subject) = record.TryGetProperty("scope", out var scope) && scope.ValueKind == JsonValueKind.Object
                ? PlaceOf(scope, topic) : PlaceBefore14(record, topic);
            string?[] addresses = transport.GetProperty("kind").GetString() switch
            {
                "Zmq" => [config.GetProperty("endpoint").GetString()],
                "ZmqBroker" => [.. config.GetProperty("xpub_endpoints").EnumerateArray().Select(e => e.GetString())],
                _ => [],
            };
            var isBroker = transport.GetProperty("kind").ValueEquals("ZmqBroker");
            return new EventChannel(space, topic, subject, publisher, isBroker, [.. addresses.Select(Address)]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static ZmqAddress Address(string? text) => ZmqAddress.TryParse(text, out var address) ? address : throw new FormatException("no address");

    private static (string Namespace, string Subject) PlaceBefore14(JsonElement record, string topic)
    {
        var space = Name(record, "namespace");
        return (space, record.GetProperty("component").GetString() is { Length: > 0 } component
            ? DynamoSubjects.OfComponent(space, component, topic) : DynamoSubjects.OfNamespace(space, topic));
    }

    private static (string Namespace, string Subject) PlaceOf(JsonElement scope, string topic)
    {
        var names = scope.TryGetProperty("endpoint", out var endpoint) && endpoint.ValueKind == JsonValueKind.Object ? endpoint : scope;
        var kind = scope.GetProperty("kind").GetString();
        var space = Name(names, kind == "namespace" ? "name" : "namespace");
        return (space, kind switch
        {
            "endpoint" => DynamoSubjects.OfEndpoint(space, Name(names, "component"), Name(names, "name"), topic),
            "component" => DynamoSubjects.OfComponent(DynamoSubjects.Encode(space), DynamoSubjects.Encode(Name(names, "component")), topic),
            "namespace" => DynamoSubjects.OfNamespace(DynamoSubjects.Encode(space), topic),
            _ => throw new FormatException("an unknown scope"),
        });
    }

    private static string Name(JsonElement names, string name) => names.GetProperty(name).GetString() ?? throw new FormatException("a name is null");
}
