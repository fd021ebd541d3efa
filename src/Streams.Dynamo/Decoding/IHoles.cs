namespace Streams.Dynamo.Decoding;

/// <summary>How the holes of a shape are read in one format.</summary>
internal interface IHoles
{
    /// <summary>
    /// Reads the value at <paramref name="at"/> and moves past it; false if the full reader must be used, which may happen for valid
    /// messages, too.
    /// </summary>
    /// <param name="message">The whole message.</param>
    /// <param name="at">Where the hole begins; undefined if the method returns false.</param>
    /// <param name="hole">What may stand there.</param>
    /// <param name="field">For <see cref="Hole.Number"/>: which number of the report.</param>
    /// <param name="report">Where it goes.</param>
    static abstract bool TryFill(ReadOnlySpan<byte> message, ref int at, Hole hole, int field, ref WorkerReport report);

    /// <summary>Whether messages of this shape are one value of JSON on one line, whatever stands in the holes.</summary>
    static abstract bool IsOneLineJson(ReadOnlySpan<byte> message);
}
