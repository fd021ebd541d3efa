using System.Text.Json;

namespace Streams.Json;

/// <summary>Where a value stands in the payload in hand; the default is not there.</summary>
internal readonly struct JsonValue(in Utf8JsonReader json)
{
    private readonly int _start = (int)json.TokenStartIndex;
    private readonly int _length = json.ValueSpan.Length;
    private readonly bool _isEscaped = json.ValueIsEscaped;

    /// <summary>What it is: of an object or a list its first token.</summary>
    internal JsonTokenType Type { get; } = json.TokenType;

    /// <summary>The token of a number.</summary>
    internal ReadOnlySpan<byte> Number(ReadOnlySpan<byte> payload) => payload.Slice(_start, _length);

    /// <summary>Text without its escapes: the payload's own bytes, or <paramref name="buffer"/>; false where it is too long for that, or no valid escape.</summary>
    internal bool TryText(ReadOnlySpan<byte> payload, Span<byte> buffer, out ReadOnlySpan<byte> text)
    {
        text = payload.Slice(_start + 1, _length);
        if (!_isEscaped) return true;
        if (_length > buffer.Length) return false;
        var json = new Utf8JsonReader(payload.Slice(_start, _length + 2));
        json.Read();
        try
        {
            text = buffer[..json.CopyString(buffer)];
            return true;
        }
        catch (InvalidOperationException)
        {
            // What CopyString says of a lone surrogate.
            return false;
        }
    }
}
