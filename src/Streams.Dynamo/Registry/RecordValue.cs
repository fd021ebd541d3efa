using System.Text.Json;

namespace Streams.Dynamo.Registry;

/// <summary>Reads the JSON of records.</summary>
internal static class RecordValue
{
    /// <summary>A longer name is none: it could be no label (N2).</summary>
    private const int LongestName = 256;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads a record; null where it is no JSON object.</summary>
    internal static JsonElement? Read(ReadOnlySpan<byte> payload)
    {
        try
        {
            var json = new Utf8JsonReader(payload.StartsWith(ByteOrderMark) ? payload[ByteOrderMark.Length..] : payload);
            var value = JsonElement.ParseValue(ref json);
            return value.ValueKind == JsonValueKind.Object && !json.Read() ? value : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A text of an object; null where it is not there, no text, empty or too long.</summary>
    internal static string? Text(JsonElement at, string name)
    {
        if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString() is { Length: > 0 and <= LongestName } text ? text : null;
        }
        catch (InvalidOperationException)
        {
            // What GetString says of a lone surrogate and of bytes that are not UTF-8.
            return null;
        }
    }

    /// <summary>A number of an object, not below 0; NaN where it is not there or is none.</summary>
    internal static double Number(JsonElement at, string name) =>
        at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetDouble(out var number) && double.IsFinite(number) && number >= 0
            ? number : double.NaN;
}
