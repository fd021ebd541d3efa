using Streams.Events;

namespace Streams.LivePage;

/// <summary>Which part of the history is asked for.</summary>
/// <param name="Names">Names of families; none is all of them.</param>
/// <param name="Pipeline">A pipeline's name; null is all of them.</param>
/// <param name="Label">A label that the series must have; null is any.</param>
/// <param name="Value">The value of that label.</param>
internal sealed record HistoryFilter(IReadOnlyCollection<string> Names, string? Pipeline = null, string? Label = null, string Value = "")
{
    /// <summary>The most names that may be asked for at once.</summary>
    internal const int MaxNames = 32;

    internal bool Takes(string pipeline, string name) => (Pipeline is null || Pipeline == pipeline) && (Names.Count == 0 || Names.Contains(name));

    /// <summary>Which keys of a family with these labels are wanted, where <paramref name="lastLabels"/> follow them; null is none.</summary>
    internal Func<WorkerKey, bool>? Keys(IReadOnlyList<string> labels, IReadOnlyList<string> lastLabels)
    {
        if (Label is null) return _ => true;
        var at = labels.ToList().IndexOf(Label);
        var own = labels.Count - lastLabels.Count;
        if (at < 0) return null;
        if (at >= own) return lastLabels[at - own] == Value ? _ => true : null;
        return key => key.Values[at] == Value;
    }
}
