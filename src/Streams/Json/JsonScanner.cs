namespace Streams.Json;

/// <summary>Finds what pointers lead to in one JSON object after the other: by its shape where one is known, with a <see cref="PointerWalker"/> else.</summary>
/// <remarks>Its answers are the walker's. One thread at a time.</remarks>
internal sealed class JsonScanner(IReadOnlyList<JsonPointer> pointers)
{
    private readonly PointerWalker _walker = new(pointers);
    private readonly JsonShapes _shapes = new();
    private readonly JsonValue[] _found = new JsonValue[pointers.Count];

    /// <summary>What the pointer at a position led to in the last text.</summary>
    internal ref readonly JsonValue this[int pointer] => ref _found[pointer];

    /// <summary>Whether the last text is known to be one JSON value in UTF-8 on one line; false says nothing.</summary>
    internal bool IsOneLine { get; private set; }

    /// <summary>Reads a text; false where it is no JSON object.</summary>
    internal bool TryScan(ReadOnlySpan<byte> text)
    {
        if (_shapes.TryMatch(text, _found, out var isOneLine))
        {
            IsOneLine = isOneLine;
            return true;
        }

        IsOneLine = false;
        if (!_walker.TryWalk(text, _found, out _)) return false;
        _shapes.Learn(text, _found);
        return true;
    }
}
