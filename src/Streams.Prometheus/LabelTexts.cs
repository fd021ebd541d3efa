using System.Collections.Immutable;
using Streams.Events;

namespace Streams.Prometheus;

/// <summary>The texts of all rows that have the same label names: families with the same rows share one.</summary>
/// <remarks>While pages are written, one at a time.</remarks>
internal sealed class LabelTexts(string[] names)
{
    private List<LabelText> _before = [];
    private List<LabelText> _now = [];

    /// <summary>The text of these rows; made anew only where they are others than all that the last page and this one have had.</summary>
    /// <param name="keys">The label values of the rows, in order.</param>
    /// <param name="before">The text of the rows that these come after.</param>
    internal LabelText Of(ImmutableArray<WorkerKey> keys, LabelText before)
    {
        if (keys.IsEmpty) return LabelText.None;
        if (_now.Find(text => text.Keys == keys) is { } same) return same;
        var found = _before.Find(text => text.Keys == keys)
            ?? (_now.Find(text => text.Keys.SequenceEqual(keys)) ?? _before.Find(text => text.Keys.SequenceEqual(keys)))?.For(keys)
            ?? LabelText.Of(keys, names, before);
        _now.Add(found);
        return found;
    }

    /// <summary>Drops what no row of the last page used.</summary>
    internal void EndPage()
    {
        (_before, _now) = (_now, _before);
        _now.Clear();
    }
}
