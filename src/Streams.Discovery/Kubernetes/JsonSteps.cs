using System.Text.Json;

namespace Streams.Discovery.Kubernetes;

/// <summary>Steps through the members of objects of which only some matter.</summary>
internal static class JsonSteps
{
    /// <summary>Goes to the name of the next member of the object that was entered; false at its end.</summary>
    internal static bool NextMember(this ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Goes to the value; enters it where it is of that kind, else skips it.</summary>
    internal static bool NextBegins(this ref Utf8JsonReader reader, JsonTokenType kind)
    {
        reader.Read();
        if (reader.TokenType == kind) return true;
        reader.Skip();
        return false;
    }

    /// <summary>The value, where it is a text.</summary>
    internal static string? NextText(this ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.String) return reader.GetString();
        reader.Skip();
        return null;
    }

    /// <summary>The value, where it is a whole number; else 0.</summary>
    internal static int NextNumber(this ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number)) return number;
        reader.Skip();
        return 0;
    }

    /// <summary>Goes to the value's end.</summary>
    internal static void SkipNext(this ref Utf8JsonReader reader)
    {
        reader.Read();
        reader.Skip();
    }
}
