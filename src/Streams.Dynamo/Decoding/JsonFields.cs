using System.Text.Json;
using Streams.Events;

namespace Streams.Dynamo.Decoding;

/// <summary>Reads the pieces of Dynamo's JSON. The reader stands on a value's first token before each, and on its last one after.</summary>
/// <remarks>Text that is not JSON leaves as <see cref="JsonException"/>; nothing else does.</remarks>
internal static class JsonFields
{
    /// <summary>The longest text that is unescaped, in bytes; longer is no name and no id of Dynamo's.</summary>
    internal const int LongestText = 512;

    /// <summary>The position of the property's name among <paramref name="names"/>, or -1.</summary>
    internal static int Name(in Utf8JsonReader json, FieldNames names, ref int guess)
    {
        if (!json.ValueIsEscaped) return names.Find(json.ValueSpan, ref guess);
        Span<byte> buffer = stackalloc byte[LongestText];
        return TryUnescape(json, buffer, out var length) ? names.Find(buffer[..length], ref guess) : -1;
    }

    /// <summary>Reads a number; null counts as absent, anything else as not a number.</summary>
    internal static void Number(ref Utf8JsonReader json, ref WorkerReport report, int field)
    {
        report.Lesson?.Note((int)json.TokenStartIndex, Hole.Number, field);
        if (json.TokenType == JsonTokenType.Number && json.TryGetDouble(out var value))
        {
            report.Set(field, IsAboveMost(json, value) ? double.BitIncrement(value) : value);
        }
        else if (json.TokenType != JsonTokenType.Null) report.Note(EventReason.NotANumber);
        json.Skip();
    }

    /// <summary>Reads a key: an integer or decimal text; null counts as absent, anything else as a bad key.</summary>
    /// <param name="json">The reader.</param>
    /// <param name="report">Where a fault is noted.</param>
    /// <param name="hole">Whose key it is.</param>
    internal static KeyNumber? Key(ref Utf8JsonReader json, ref WorkerReport report, Hole hole)
    {
        report.Lesson?.Note((int)json.TokenStartIndex, hole);
        KeyNumber number = default;
        var read = json.TokenType switch
        {
            JsonTokenType.Number => KeyNumber.TryParse(json.ValueSpan, out number),
            JsonTokenType.String => TryKeyText(json, out number),
            _ => false,
        };
        if (!read && json.TokenType != JsonTokenType.Null) report.Note(EventReason.BadKey);
        json.Skip();
        return read ? number : null;
    }

    /// <summary>Skips a value that is not used.</summary>
    internal static void Skip(ref Utf8JsonReader json, Lesson? lesson)
    {
        if (lesson is null)
        {
            json.Skip();
            return;
        }

        var depth = json.CurrentDepth;
        do
        {
            if (json.TokenType is JsonTokenType.Number or JsonTokenType.String or JsonTokenType.Null) lesson.Note((int)json.TokenStartIndex, Hole.Ignored);
        }
        while ((json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray || json.CurrentDepth > depth) && json.Read());
    }

    /// <summary>Copies a text without its escapes; false where it is too long or no valid Unicode.</summary>
    internal static bool TryUnescape(in Utf8JsonReader json, Span<byte> buffer, out int length)
    {
        length = 0;
        if (json.ValueSpan.Length > buffer.Length) return false;
        try
        {
            length = json.CopyString(buffer);
            return true;
        }
        catch (InvalidOperationException)
        {
            // What CopyString says of a lone surrogate and of bytes that are not UTF-8.
            return false;
        }
    }

    // The next whole number reads as the same double.
    private static bool IsAboveMost(in Utf8JsonReader json, double value) =>
        value == WorkerReport.MostCount && json.TryGetUInt64(out var whole) && whole > WorkerReport.MostCount;

    private static bool TryKeyText(in Utf8JsonReader json, out KeyNumber number)
    {
        if (!json.ValueIsEscaped) return KeyNumber.TryParse(json.ValueSpan, out number);
        number = default;
        Span<byte> buffer = stackalloc byte[LongestText];
        return TryUnescape(json, buffer, out var length) && KeyNumber.TryParse(buffer[..length], out number);
    }
}
