using System.Text.Json;

namespace Streams.Json;

/// <summary>Where a value stands in the text in hand; the default is not there.</summary>
/// <param name="Type">What it is: of an object or a list its first token.</param>
/// <param name="Start">Where it begins, with the quote of a text.</param>
/// <param name="Length">How long it is, as it is written.</param>
/// <param name="IsEscaped">Whether it is a text with escapes.</param>
internal readonly record struct JsonValue(JsonTokenType Type, int Start, int Length, bool IsEscaped)
{
    /// <summary>The value as it is written.</summary>
    internal ReadOnlySpan<byte> Written(ReadOnlySpan<byte> json) => json.Slice(Start, Length);

    /// <summary>
    /// Text without its escapes: the JSON's own bytes, or <paramref name="buffer"/>; false where it is too long for that, or no valid
    /// escape.
    /// </summary>
    internal bool TryText(ReadOnlySpan<byte> json, Span<byte> buffer, out ReadOnlySpan<byte> text)
    {
        text = json.Slice(Start + 1, Length - 2);
        if (!IsEscaped) return true;
        if (text.Length > buffer.Length) return false;
        var reader = new Utf8JsonReader(Written(json));
        reader.Read();
        try
        {
            text = buffer[..reader.CopyString(buffer)];
            return true;
        }
        catch (InvalidOperationException)
        {
            // What CopyString says of a lone surrogate.
            return false;
        }
    }
}
