namespace Streams.Recording;

/// <summary>The first line of a segment.</summary>
/// <param name="Started">Where the lane's clock stood when the segment began.</param>
/// <param name="Pipeline">The pipeline's name, which may hold the value of <c>--each</c>.</param>
/// <param name="Parameters">The pipeline's parameters.</param>
/// <param name="Part">1, or the number of a file that goes on where the one before it ended (rotation).</param>
public sealed record RecordingHeader(DateTimeOffset Started, string Pipeline, IReadOnlyDictionary<string, string> Parameters, int Part = 1)
{
    /// <summary>The version of the format that is written, and the only one that is read.</summary>
    public const int Version = 1;
}
