using System.Text.Json;

namespace Streams.Recording;

/// <summary>Finds a value in a JSON object by a pointer of RFC 6901, without building the object.</summary>
internal sealed class JsonPointer
{
    private readonly string[] _steps;

    /// <exception cref="RecordingException">It is no pointer.</exception>
    internal JsonPointer(string text)
    {
        if (text.Length < 2 || text[0] != '/') throw new RecordingException($"{text} is no JSON pointer; /time would be one, or /header/ts");
        _steps = [.. text[1..].Split('/').Select(step => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))];
    }

    /// <summary>Lets the reader stand on the value; false where there is none. The rest of the text is not looked at.</summary>
    /// <exception cref="JsonException">The text before it is no JSON.</exception>
    internal bool TryFind(ref Utf8JsonReader json)
    {
        if (!json.Read()) return false;
        foreach (var step in _steps)
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
        if (!int.TryParse(index, out var left)) return false;
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            if (left-- == 0) return true;
            json.Skip();
        }

        return false;
    }
}
