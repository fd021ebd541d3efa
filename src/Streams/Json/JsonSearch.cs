using System.Text.Json;

namespace Streams.Json;

/// <summary>Finds a value in a JSON object by a pointer, without building the object.</summary>
internal static class JsonSearch
{
    /// <summary>Lets the reader stand on the value; false where there is none. The rest of the text is not looked at.</summary>
    /// <exception cref="JsonException">The text before it is no JSON.</exception>
    internal static bool TryFind(this JsonPointer pointer, ref Utf8JsonReader json)
    {
        if (!json.Read()) return false;
        foreach (var step in pointer.Tokens)
        {
            var isArray = json.TokenType == JsonTokenType.StartArray;
            if (!isArray && json.TokenType != JsonTokenType.StartObject) return false;
            if (!(isArray ? TryItem(ref json, step) : TryMember(ref json, step))) return false;
        }

        return true;
    }

    private static bool TryMember(ref Utf8JsonReader json, string name)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var found = json.ValueTextEquals(name);
            json.Read();
            if (found) return true;
            json.Skip();
        }

        return false;
    }

    private static bool TryItem(ref Utf8JsonReader json, string index)
    {
        var left = JsonPointer.IndexOf(index);
        if (left < 0) return false;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (left-- == 0) return true;
            json.Skip();
        }

        return false;
    }
}
