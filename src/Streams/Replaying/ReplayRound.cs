using Streams.Definition;
using Streams.Recording;

namespace Streams.Replaying;

/// <summary>A stretch of a recording, decoded: what the reading thread hands to the one that replays.</summary>
internal sealed class ReplayRound
{
    /// <summary>Messages of a round.</summary>
    internal const int MaxMessages = 4096;

    /// <summary>Payload bytes of a round.</summary>
    internal const int MaxBytes = 1 << 20;

    internal ReplayRound(IReadOnlyList<PipelineDefinition> pipelines) => Lanes = [.. pipelines.Select(p => new LaneBatches(p))];

    /// <summary>The segment that begins before these messages; null where they go on with one.</summary>
    internal RecordingHeader? Begins { get; set; }

    /// <summary>Each lane's messages.</summary>
    internal LaneBatches[] Lanes { get; }

    /// <summary>The segment's final clock, where it ends after these messages.</summary>
    internal DateTimeOffset? Ends { get; set; }

    /// <summary>What ended the reading after these messages.</summary>
    internal Exception? Broken { get; set; }

    /// <summary>How many messages were read.</summary>
    internal int Messages { get; set; }

    /// <summary>The stamp of the last message, in ticks.</summary>
    internal long LastStamp { get; set; }

    /// <summary>Bytes of payload.</summary>
    internal int Bytes { get; set; }

    /// <summary>Bytes of the files that are read so far.</summary>
    internal long ReadBytes { get; set; }

    internal bool IsFull => Messages >= MaxMessages || Bytes >= MaxBytes;

    internal void Clear()
    {
        Begins = null;
        Ends = null;
        Broken = null;
        Messages = Bytes = 0;
        foreach (var lane in Lanes) lane.Clear();
    }
}
