using System.Text.Json;

namespace Streams.Json;

/// <summary>Walks over a JSON object once and notes where the values stand that pointers lead to.</summary>
/// <remarks>Of a name that an object has twice the last one counts, with all that is below it. Deeper than 64 levels is no JSON here.</remarks>
internal sealed class PointerWalker(IReadOnlyList<JsonPointer> pointers)
{
    private const int MaxDepth = 64;

    private readonly PointerNode _root = PointerNode.TreeOf(pointers);

    /// <summary>Notes in <paramref name="found"/> what each pointer leads to; false where the text is no JSON object.</summary>
    /// <param name="text">The text, all of it one object.</param>
    /// <param name="found">A value for each pointer; the default is not there.</param>
    /// <param name="broken">Why the text is no JSON; null where it is, and yet no object.</param>
    internal bool TryWalk(ReadOnlySpan<byte> text, Span<JsonValue> found, out string? broken)
    {
        broken = null;
        found.Clear();
        try
        {
            var json = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return false;
            WalkObject(ref json, _root, found);
            return !json.Read();
        }
        catch (JsonException wrong)
        {
            broken = wrong.Message.Split(" LineNumber:")[0].TrimEnd('.');
            return false;
        }
    }

    private static void WalkObject(ref Utf8JsonReader json, PointerNode node, Span<JsonValue> found)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var member = node.Member(json);
            json.Read();
            if (member is null) json.Skip();
            else Walk(ref json, member, found);
        }
    }

    private static void WalkList(ref Utf8JsonReader json, PointerNode node, Span<JsonValue> found)
    {
        for (var i = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; i++)
        {
            if (node.Item(i) is { } item) Walk(ref json, item, found);
            else json.Skip();
        }
    }

    private static void Walk(ref Utf8JsonReader json, PointerNode node, Span<JsonValue> found)
    {
        foreach (var slot in node.SlotsBelow) found[slot] = default;
        var (type, start, isEscaped) = (json.TokenType, (int)json.TokenStartIndex, json.ValueIsEscaped);
        if (type == JsonTokenType.StartObject && node.LeadsOn) WalkObject(ref json, node, found);
        else if (type == JsonTokenType.StartArray && node.LeadsIntoList) WalkList(ref json, node, found);
        else json.Skip();
        foreach (var slot in node.Slots) found[slot] = new JsonValue(type, start, (int)json.BytesConsumed - start, isEscaped);
    }
}
