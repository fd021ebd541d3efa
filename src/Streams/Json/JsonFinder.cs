using System.Text.Json;

namespace Streams.Json;

/// <summary>Walks over a message once and notes where the values stand that pointers lead to.</summary>
/// <remarks>Of a name that an object has twice the last one counts, with all that is below it. Deeper than 64 levels is no JSON here.</remarks>
internal sealed class JsonFinder(IReadOnlyList<JsonPointer> pointers)
{
    private readonly PointerNode _root = PointerNode.TreeOf(pointers);
    private readonly JsonValue[] _found = new JsonValue[pointers.Count];

    /// <summary>What the pointer at a position led to in the last message.</summary>
    internal ref readonly JsonValue this[int pointer] => ref _found[pointer];

    /// <summary>Reads a message; false where it is no JSON object.</summary>
    internal bool TryFind(ReadOnlySpan<byte> payload)
    {
        Array.Clear(_found);
        try
        {
            var json = new Utf8JsonReader(payload);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return false;
            FindInObject(ref json, _root);
            return !json.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private void FindInObject(ref Utf8JsonReader json, PointerNode node)
    {
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var member = node.Member(json);
            json.Read();
            if (member is null) json.Skip();
            else Find(ref json, member);
        }
    }

    private void FindInList(ref Utf8JsonReader json, PointerNode node)
    {
        for (var i = 0; json.Read() && json.TokenType != JsonTokenType.EndArray; i++)
        {
            if (node.Item(i) is { } item) Find(ref json, item);
            else json.Skip();
        }
    }

    private void Find(ref Utf8JsonReader json, PointerNode node)
    {
        foreach (var slot in node.SlotsBelow) _found[slot] = default;
        foreach (var slot in node.Slots) _found[slot] = new JsonValue(json);
        if (json.TokenType == JsonTokenType.StartObject && node.LeadsOn) FindInObject(ref json, node);
        else if (json.TokenType == JsonTokenType.StartArray && node.LeadsIntoList) FindInList(ref json, node);
        else json.Skip();
    }
}
