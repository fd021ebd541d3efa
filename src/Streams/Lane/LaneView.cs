namespace Streams.Lane;

/// <summary>What a read shows beside the lane's own state: of the world around it, at that instant.</summary>
/// <param name="Inputs">The sources' inputs, by source; empty if none is connected.</param>
/// <param name="Backlog">Messages that wait.</param>
/// <param name="BacklogBytes">Bytes of the batches that wait.</param>
/// <param name="Lag">How far the clock is behind the wall clock.</param>
internal sealed record LaneView(IReadOnlyList<SourceInput> Inputs, int Backlog, long BacklogBytes, TimeSpan Lag);
