using System.Buffers;
using System.Text.Json;

namespace Streams.Json;

/// <summary>Numbers, texts, <c>true</c>, <c>false</c> and <c>null</c>, as RFC 8259 writes them.</summary>
internal static class JsonScalar
{
    /// <summary>What does not stand inside a text as it is, or ends it.</summary>
    private static readonly SearchValues<byte> Stops = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(c => (byte)c), (byte)'"', (byte)'\\']);

    /// <summary>Moves <paramref name="at"/> behind the scalar that begins there; false where none does. Whether a text is UTF-8 is not looked at.</summary>
    internal static bool TryPass(ReadOnlySpan<byte> text, ref int at, out JsonTokenType type, out bool isEscaped)
    {
        isEscaped = false;
        type = JsonTokenType.None;
        if ((uint)at >= (uint)text.Length) return false;
        switch (text[at])
        {
            case (byte)'"':
                type = JsonTokenType.String;
                return TryText(text, ref at, out isEscaped);
            case (byte)'t':
                type = JsonTokenType.True;
                return TryLiteral(text, ref at, "true"u8);
            case (byte)'f':
                type = JsonTokenType.False;
                return TryLiteral(text, ref at, "false"u8);
            case (byte)'n':
                type = JsonTokenType.Null;
                return TryLiteral(text, ref at, "null"u8);
            default:
                type = JsonTokenType.Number;
                return JsonNumber.TryPass(text, ref at);
        }
    }

    private static bool TryLiteral(ReadOnlySpan<byte> text, ref int at, ReadOnlySpan<byte> literal)
    {
        if (!text[at..].StartsWith(literal)) return false;
        at += literal.Length;
        return true;
    }

    private static bool TryText(ReadOnlySpan<byte> text, ref int at, out bool isEscaped)
    {
        isEscaped = false;
        var i = at + 1;
        while (text[i..].IndexOfAny(Stops) is >= 0 and var plain)
        {
            i += plain;
            switch (text[i++])
            {
                case (byte)'"':
                    at = i;
                    return true;
                case (byte)'\\' when TryEscape(text, ref i):
                    isEscaped = true;
                    break;
                default:
                    return false;
            }
        }

        return false;
    }

    private static bool TryEscape(ReadOnlySpan<byte> text, ref int i)
    {
        if (i >= text.Length) return false;
        var c = text[i++];
        if (c != 'u') return "\"\\/bfnrt"u8.Contains(c);
        if (text.Length - i < 4) return false;
        for (var end = i + 4; i < end; i++)
        {
            if (!char.IsAsciiHexDigit((char)text[i])) return false;
        }

        return true;
    }
}
