namespace Streams.Dynamo.Hearing;

/// <summary>A worker as its messages tell of it.</summary>
internal sealed class HeardWorker
{
    /// <summary>Its component; null where nothing has named it.</summary>
    internal string? Component { get; set; }

    /// <summary>Which releases it can be of.</summary>
    internal Releases Releases { get; private set; } = Releases.All;

    /// <summary>Whether it answers with numbers when it is asked, and on which endpoint; null where it does not.</summary>
    internal string? AnswersOn { get; set; }

    /// <summary>Its endpoints, as far as they are named.</summary>
    internal SortedSet<string> Endpoints { get; } = new(StringComparer.Ordinal);

    /// <summary>Takes what a message says; what contradicts the earlier is of a router or of another process, and is passed over.</summary>
    internal void Note(Releases evidence)
    {
        if ((Releases & evidence) != 0) Releases &= evidence;
    }
}
