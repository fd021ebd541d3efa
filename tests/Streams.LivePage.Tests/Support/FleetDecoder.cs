using System.Text.Json;
using Streams.Decoding;
using Streams.Events;

namespace Streams.LivePage.Tests.Support;

/// <summary>Decodes <c>{"worker_id":"any text","blocks":1,…}</c>; anything else is malformed.</summary>
internal sealed class FleetDecoder : IDecoder
{
    internal static readonly EventSchema EventSchema = new(["worker_id"], ["active", "total", "waiting", "blocks", "blocks_total", "isl", "overlap"]);

    public EventSchema Schema => EventSchema;

    public void Decode(string subject, ReadOnlySpan<byte> payload, EventWriter events)
    {
        try
        {
            using var json = JsonDocument.Parse(payload.ToArray());
            var values = events.Add(new WorkerKey(json.RootElement.GetProperty("worker_id").GetString()!));
            foreach (var field in json.RootElement.EnumerateObject().Where(f => f.Value.ValueKind == JsonValueKind.Number))
            {
                values[EventSchema.FieldIndex(field.Name)] = field.Value.GetDouble();
            }
        }
        catch (JsonException)
        {
            events.RejectMessage(MessageReason.Malformed);
        }
    }
}
