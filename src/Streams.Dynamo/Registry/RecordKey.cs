using System.Globalization;

namespace Streams.Dynamo.Registry;

/// <summary>The key of a record: what it is, of whom, and where.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The worker's id of an endpoint or a card, the publisher's of a channel; in decimal, as payloads have it.</param>
/// <param name="Place">Namespace, component and endpoint of an endpoint or a card, as they stand in the key.</param>
/// <param name="IsAdapter">Whether it is the card of a LoRA adapter, which repeats what the worker's own says.</param>
internal readonly record struct RecordKey(RecordKind Kind, string Id, string Place = "", bool IsAdapter = false)
{
    private const int PlaceAt = 2;
    private const int IdAt = 5;

    /// <summary>Reads a key; false where it is none of discovery's. Ids are read from keys, since Kubernetes rounds numbers in values.</summary>
    internal static bool TryParse(string key, out RecordKey record)
    {
        record = default;
        var parts = key.Split('/');
        if (parts.Length < PlaceAt + 1 || parts[0] != "v1") return false;
        var kind = parts[1] switch
        {
            "instances" => RecordKind.Endpoint,
            "mdc" => RecordKind.Card,
            "event_channels" => RecordKind.Channel,
            _ => RecordKind.Other,
        };
        if (kind is RecordKind.Other or RecordKind.Channel)
        {
            record = new RecordKey(kind, IdOf(parts[^1]));
            return kind == RecordKind.Other || record.Id.Length > 0;
        }

        if (parts.Length < IdAt + 1 || (kind == RecordKind.Endpoint && parts.Length > IdAt + 1)) return false;
        record = new RecordKey(kind, IdOf(parts[IdAt]), string.Join('/', parts[PlaceAt..IdAt]), parts.Length > IdAt + 1);
        return record.Id.Length > 0;
    }

    private static string IdOf(string hex) =>
        ulong.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id) ? id.ToString(CultureInfo.InvariantCulture) : "";
}
