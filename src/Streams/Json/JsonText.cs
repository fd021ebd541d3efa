using System.Text.Unicode;

namespace Streams.Json;

/// <summary>Tells whether bytes are one JSON value (RFC 8259) on one line, so that they can stand in a record as they are.</summary>
/// <remarks>Faster than a JSON reader, since nothing but the answer is wanted; the tests hold it against one.</remarks>
internal static class JsonText
{
    /// <summary>Nesting beyond it is left to base64: readers of JSON have limits of their own.</summary>
    internal const int MaxDepth = 60;

    /// <summary>Whether <paramref name="text"/> is one value of JSON in UTF-8, without line breaks and with nothing around it.</summary>
    internal static bool IsOneLineValue(ReadOnlySpan<byte> text)
    {
        var at = 0;
        // A bit for each open bracket: 1 is an object.
        ulong brackets = 0;
        var depth = 0;
        var ascii = true;
        while (true)
        {
            // A value begins here.
            if (depth > 0) SkipSpace(text, ref at);
            if (at >= text.Length) return false;
            var first = text[at];
            if (first is (byte)'{' or (byte)'[')
            {
                if (depth == MaxDepth) return false;
                var isObject = first == '{';
                brackets = (brackets << 1) | (isObject ? 1UL : 0);
                depth++;
                at++;
                SkipSpace(text, ref at);
                if (at >= text.Length) return false;
                if (text[at] != (isObject ? '}' : ']'))
                {
                    if (isObject && !Name(text, ref at, ref ascii)) return false;
                    continue;
                }
            }
            else if (!Scalar(text, ref at, first, ref ascii))
            {
                return false;
            }

            // A value ended here, or an empty bracket is about to.
            while (true)
            {
                if (depth == 0) return at == text.Length && (ascii || Utf8.IsValid(text));
                SkipSpace(text, ref at);
                if (at >= text.Length) return false;
                var isObject = (brackets & 1) == 1;
                if (text[at] == ',')
                {
                    at++;
                    if (!isObject) break;
                    SkipSpace(text, ref at);
                    if (!Name(text, ref at, ref ascii)) return false;
                    break;
                }

                if (text[at] != (isObject ? '}' : ']')) return false;
                at++;
                depth--;
                brackets >>= 1;
            }
        }
    }

    private static void SkipSpace(ReadOnlySpan<byte> text, ref int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t') at++;
    }

    private static bool Name(ReadOnlySpan<byte> text, ref int at, ref bool ascii)
    {
        if (at >= text.Length || text[at] != '"' || !String(text, ref at, ref ascii)) return false;
        SkipSpace(text, ref at);
        return at < text.Length && text[at++] == ':';
    }

    private static bool Scalar(ReadOnlySpan<byte> text, ref int at, byte first, ref bool ascii) => first switch
    {
        (byte)'"' => String(text, ref at, ref ascii),
        (byte)'t' => Literal(text, ref at, "true"u8),
        (byte)'f' => Literal(text, ref at, "false"u8),
        (byte)'n' => Literal(text, ref at, "null"u8),
        _ => Number(text, ref at),
    };

    private static bool Literal(ReadOnlySpan<byte> text, ref int at, ReadOnlySpan<byte> literal)
    {
        if (!text[at..].StartsWith(literal)) return false;
        at += literal.Length;
        return true;
    }

    private static bool String(ReadOnlySpan<byte> text, ref int at, ref bool ascii)
    {
        var i = at + 1;
        while (i < text.Length)
        {
            var c = text[i++];
            if (c == '"')
            {
                at = i;
                return true;
            }

            if (c < ' ') return false;
            if (c >= 0x80) ascii = false;
            if (c == '\\' && !Escape(text, ref i)) return false;
        }

        return false;
    }

    private static bool Escape(ReadOnlySpan<byte> text, ref int i)
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

    private static bool Number(ReadOnlySpan<byte> text, ref int at)
    {
        var i = at;
        if (text[i] == '-') i++;
        var start = i;
        if (!Digits(text, ref i) || (text[start] == '0' && i - start > 1)) return false;
        if (i < text.Length && text[i] == '.')
        {
            i++;
            if (!Digits(text, ref i)) return false;
        }

        if (i < text.Length && (text[i] | 0x20) == 'e')
        {
            i++;
            if (i < text.Length && text[i] is (byte)'+' or (byte)'-') i++;
            if (!Digits(text, ref i)) return false;
        }

        at = i;
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, ref int i)
    {
        var start = i;
        while (i < text.Length && (uint)(text[i] - '0') <= 9) i++;
        return i > start;
    }
}
