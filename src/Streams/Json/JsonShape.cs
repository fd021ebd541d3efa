using System.Text;
using System.Text.Json;

namespace Streams.Json;

/// <summary>The bytes that texts have in common: all but their numbers, texts, booleans and nulls.</summary>
/// <remarks>A text that has them all is valid JSON, if the first one was.</remarks>
internal sealed class JsonShape
{
    /// <summary>A text with more values makes no shape.</summary>
    internal const int MaxValues = 256;

    /// <summary>A longer text makes no shape.</summary>
    private const int MaxBytes = 8192;

    private readonly byte[] _known;
    private readonly int[] _ends;
    private readonly int[] _pointed;
    private readonly bool _isPlain;

    private JsonShape(byte[] known, int[] ends, int[] pointed, bool isOneLine)
    {
        _known = known;
        _ends = ends;
        _pointed = pointed;
        _isPlain = Ascii.IsValid(known);
        IsOneLine = isOneLine;
    }

    /// <summary>Whether texts of this shape can stand in a record as they are, if they are UTF-8.</summary>
    internal bool IsOneLine { get; }

    /// <summary>The shape of a valid text; null where it makes none.</summary>
    /// <param name="text">The text.</param>
    /// <param name="found">What pointers lead to in it.</param>
    internal static JsonShape? Of(ReadOnlySpan<byte> text, ReadOnlySpan<JsonValue> found)
    {
        if (text.Length > MaxBytes) return null;
        foreach (var value in found)
        {
            // Where an object or a list ends, only a reader knows.
            if (value.Type is JsonTokenType.StartObject or JsonTokenType.StartArray) return null;
        }

        var known = new List<byte>();
        var ends = new List<int>();
        var starts = new List<int>();
        var isOneLine = !JsonValidator.HasSpaceAround(text);
        var end = 0;
        var json = new Utf8JsonReader(text);
        while (json.Read())
        {
            if (json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray) isOneLine &= json.CurrentDepth < JsonValidator.MaxDepth;
            if (json.TokenType is < JsonTokenType.String or > JsonTokenType.Null) continue;
            if (starts.Count == MaxValues) return null;
            var start = (int)json.TokenStartIndex;
            known.AddRange(text[end..start]);
            ends.Add(known.Count);
            starts.Add(start);
            end = (int)json.BytesConsumed;
        }

        known.AddRange(text[end..]);
        isOneLine &= !known.Contains((byte)'\n') && !known.Contains((byte)'\r');
        var pointed = new int[found.Length];
        for (var i = 0; i < found.Length; i++) pointed[i] = found[i].Type == JsonTokenType.None ? -1 : starts.IndexOf(found[i].Start);
        return new JsonShape([.. known], [.. ends], pointed, isOneLine);
    }

    /// <summary>Whether a text has this shape, every byte of it; then <paramref name="found"/> is what the pointers lead to.</summary>
    /// <param name="text">The text.</param>
    /// <param name="values">Room for <see cref="MaxValues"/>.</param>
    /// <param name="found">A value for each pointer.</param>
    /// <param name="isPlain">Whether it has no text among its values, where bytes could be that are not UTF-8.</param>
    internal bool TryMatch(ReadOnlySpan<byte> text, Span<JsonValue> values, Span<JsonValue> found, out bool isPlain)
    {
        ReadOnlySpan<byte> known = _known;
        isPlain = _isPlain;
        var (at, from) = (0, 0);
        for (var i = 0; i < _ends.Length; i++)
        {
            var piece = known[from.._ends[i]];
            if (!text[at..].StartsWith(piece)) return false;
            at += piece.Length;
            from = _ends[i];
            var start = at;
            var isEscaped = false;
            var type = JsonTokenType.Number;
            if ((uint)at < (uint)text.Length && text[at] <= '9' && text[at] != '"')
            {
                if (!JsonNumber.TryPass(text, ref at)) return false;
            }
            else
            {
                if (!JsonScalar.TryPass(text, ref at, out type, out isEscaped)) return false;
                isPlain &= type != JsonTokenType.String;
            }

            if (_pointed.Length > 0) values[i] = new JsonValue(type, start, at - start, isEscaped);
        }

        if (!text[at..].SequenceEqual(known[from..])) return false;
        for (var i = 0; i < _pointed.Length; i++) found[i] = _pointed[i] < 0 ? default : values[_pointed[i]];
        return true;
    }
}
