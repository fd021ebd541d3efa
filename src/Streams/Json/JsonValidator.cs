using System.Text.Json;
using System.Text.Unicode;

namespace Streams.Json;

/// <summary>
/// Tells of one text after the other whether it is one JSON value (RFC 8259) in UTF-8 on one line, so that it can stand in a record as it
/// is.
/// </summary>
/// <remarks>Reads by shape where one is known. One thread at a time.</remarks>
internal sealed class JsonValidator
{
    /// <summary>Nesting beyond it is left to base64: readers of JSON have limits of their own.</summary>
    internal const int MaxDepth = 60;

    private readonly JsonShapes _shapes = new();

    /// <summary>Whether <paramref name="text"/> is one value of JSON in UTF-8, without line breaks and with nothing around it.</summary>
    internal bool IsOneLineValue(ReadOnlySpan<byte> text)
    {
        if (_shapes.TryMatch(text, [], out var isOneLine)) return isOneLine;
        if (!IsValue(text)) return false;
        _shapes.Learn(text, []);
        return true;
    }

    /// <summary>Whether a text begins or ends with space.</summary>
    internal static bool HasSpaceAround(ReadOnlySpan<byte> text) => text.IsEmpty || text[0] <= ' ' || text[^1] <= ' ';

    private static bool IsValue(ReadOnlySpan<byte> text)
    {
        // Most of what is no JSON ends here, without the cost of an exception.
        if (HasSpaceAround(text) || !"{[\"-0123456789tfn"u8.Contains(text[0]) || text.ContainsAny((byte)'\n', (byte)'\r') || !Utf8.IsValid(text)) return false;
        try
        {
            var json = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaxDepth });
            while (json.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
