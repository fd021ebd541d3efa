using System.Globalization;
using System.Text;
using System.Text.Json;
using Streams.Decoding;
using Streams.Json;

namespace Streams.Tests.Decoding;

/// <summary>What a decoder should say of a message, found by way of a document in memory.</summary>
internal static class JsonOracle
{
    internal static string Read(JsonMapping mapping, byte[] payload, string subject)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(payload);
        }
        catch (JsonException)
        {
            return "message !malformed";
        }

        using (document)
        {
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(mapping, document.RootElement, subject) : "message !malformed";
        }
    }

    private static string Read(JsonMapping mapping, JsonElement root, string subject)
    {
        string[] keys = [.. mapping.Keys.Select(key => key.Pointer is { } pointer ? Key(Find(root, pointer)) : subject.Split('.').ElementAtOrDefault(key.SubjectToken - 1) ?? "!missing_field")];
        string[] fields = [.. mapping.Fields.Select(field => Field(field.Name, field.Pointers.Select(pointer => Find(root, pointer)).FirstOrDefault(found => found is { ValueKind: not JsonValueKind.Null })))];
        if (mapping.Time is { } time && !IsTime(Find(root, time.At))) return "!malformed";
        foreach (var reason in (string[])["!bad_key", "!not_a_number", "!missing_field"])
        {
            if (keys.Concat(fields).Contains(reason)) return reason;
        }

        return string.Join(' ', [string.Join('/', keys), .. fields.Where(field => field.Length > 0)]);
    }

    private static bool IsTime(JsonElement? value)
    {
        if (value is { ValueKind: JsonValueKind.String } text) return TryUnescape(text) is { Length: <= 64 } number && IsNumber(number) && IsTime(JsonElement.Parse(number));
        return value is { ValueKind: JsonValueKind.Number } at && at.TryGetDecimal(out var count) && count is > -62_135_596_800_000 and < 253_402_300_800_000;
    }

    private static bool IsNumber(string text) => System.Text.RegularExpressions.Regex.IsMatch(text, @"\A-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?\z");

    private static string? TryUnescape(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static JsonElement? Find(JsonElement element, JsonPointer pointer)
    {
        foreach (var token in pointer.Tokens)
        {
            if (element.ValueKind == JsonValueKind.Object && element.EnumerateObject().LastOrDefault(member => IsNamed(member, token)) is { Value.ValueKind: not JsonValueKind.Undefined } found) element = found.Value;
            else if (element.ValueKind == JsonValueKind.Array && int.TryParse(token, out var index) && index < element.GetArrayLength()) element = element[index];
            else return null;
        }

        return element;
    }

    private static bool IsNamed(JsonProperty member, string token)
    {
        try
        {
            return member.NameEquals(token);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static string Key(JsonElement? value)
    {
        if (value is not { } there) return "!missing_field";
        if (there.ValueKind == JsonValueKind.Number) return there.GetRawText() is var number && number.AsSpan().ContainsAny('.', 'e', 'E') ? "!bad_key" : number;
        if (there.ValueKind != JsonValueKind.String) return "!bad_key";
        try
        {
            var text = there.GetString()!;
            return text.Length == 0 || Encoding.UTF8.GetByteCount(text) > 256 ? "!bad_key" : text;
        }
        catch (InvalidOperationException)
        {
            return "!bad_key";
        }
    }

    private static string Field(string name, JsonElement? value)
    {
        if (value is not { } there || there.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return "";
        return there.ValueKind == JsonValueKind.Number && double.IsFinite(there.GetDouble()) ? name + "=" + there.GetDouble().ToString(CultureInfo.InvariantCulture) : "!not_a_number";
    }
}
