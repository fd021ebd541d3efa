using System.Globalization;

namespace Streams.Json;

/// <summary>A place in a JSON document, as RFC 6901 writes it: <c>/values/0/t</c>, with <c>~1</c> for <c>/</c> and <c>~0</c> for <c>~</c> in a name.</summary>
public sealed class JsonPointer
{
    /// <summary>What a pointer looks like, for messages.</summary>
    public const string Form = "write a JSON pointer such as /values/t, with ~1 for / and ~0 for ~ in a name";

    private JsonPointer(string text, string[] tokens)
    {
        Text = text;
        Tokens = tokens;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Its names and indexes from the document's root, without escapes.</summary>
    public IReadOnlyList<string> Tokens { get; }

    /// <summary>Reads a pointer to a place below the root; null where the text is none, or the root itself.</summary>
    public static JsonPointer? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.StartsWith('/')) return null;
        var tokens = text[1..].Split('/');
        for (var i = 0; i < tokens.Length; i++)
        {
            if (!IsToken(tokens[i])) return null;
            tokens[i] = tokens[i].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        }

        return new JsonPointer(text, tokens);
    }

    /// <summary>Reads a pointer to a place below the root.</summary>
    /// <exception cref="ArgumentException">The text is none, or the root itself.</exception>
    public static JsonPointer Read(string text) => Parse(text) ?? throw new ArgumentException($"{text} is no place: {Form}.", nameof(text));

    /// <inheritdoc/>
    public override string ToString() => Text;

    /// <summary>The index that a token means in an array: digits without a leading zero; -1 where it means none.</summary>
    internal static int IndexOf(string token)
    {
        if (token.Length == 0 || (token.Length > 1 && token[0] == '0')) return -1;
        return int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1;
    }

    private static bool IsToken(string token)
    {
        for (var i = 0; i < token.Length; i++)
        {
            var isPair = char.IsSurrogatePair(token, i);
            if (char.IsSurrogate(token[i]) && !isPair) return false;
            if (token[i] == '~' && (i + 1 == token.Length || token[i + 1] is not ('0' or '1'))) return false;
            if (isPair) i++;
        }

        return true;
    }
}
