using System.Text;
using System.Text.Json;

namespace Streams.Json;

/// <summary>The pointers of a mapping as a tree, each to a numbered slot: so that one walk over a message finds what they all point to.</summary>
internal sealed class PointerNode
{
    private readonly Dictionary<byte[], PointerNode> _members = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], PointerNode>.AlternateLookup<ReadOnlySpan<byte>> _membersByText;
    private readonly Dictionary<int, PointerNode> _items = [];

    private PointerNode() => _membersByText = _members.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>The slots of the pointers that end here.</summary>
    internal List<int> Slots { get; } = [];

    /// <summary>The slots of the pointers that end here or below.</summary>
    internal List<int> SlotsBelow { get; } = [];

    /// <summary>Whether a pointer leads further.</summary>
    internal bool LeadsOn => _members.Count > 0;

    /// <summary>Whether a pointer leads on into a list.</summary>
    internal bool LeadsIntoList => _items.Count > 0;

    /// <summary>The tree of some pointers; a pointer's slot is its position.</summary>
    internal static PointerNode TreeOf(IEnumerable<JsonPointer> pointers)
    {
        var root = new PointerNode();
        var slot = 0;
        foreach (var pointer in pointers)
        {
            var node = root;
            foreach (var token in pointer.Tokens)
            {
                node = node.Add(token);
                node.SlotsBelow.Add(slot);
            }

            node.Slots.Add(slot++);
        }

        return root;
    }

    /// <summary>Where the property on which the reader stands leads; null where no pointer goes.</summary>
    internal PointerNode? Member(in Utf8JsonReader json)
    {
        if (!json.ValueIsEscaped) return _membersByText.TryGetValue(json.ValueSpan, out var member) ? member : null;
        try
        {
            foreach (var (name, node) in _members)
            {
                if (json.ValueTextEquals(name)) return node;
            }
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate: no name of ours.
        }

        return null;
    }

    /// <summary>Where an item of a list leads; null where no pointer goes.</summary>
    internal PointerNode? Item(int index) => _items.GetValueOrDefault(index);

    private PointerNode Add(string token)
    {
        var name = Encoding.UTF8.GetBytes(token);
        if (!_members.TryGetValue(name, out var node)) _members.Add(name, node = new PointerNode());
        if (JsonPointer.IndexOf(token) is >= 0 and var index) _items[index] = node;
        return node;
    }
}
