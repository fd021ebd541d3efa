namespace Streams.Planning;

/// <summary>What the lane decides about an event before any metric sees it (N7).</summary>
internal enum Verdict
{
    Accepted,
    MissingField,
    Negative,
    OutOfRange,
    Future,
    Late,
    TooManyWorkers,
}
