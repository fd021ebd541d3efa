namespace Streams.Dynamo.Decoding;

/// <summary>What may stand in a shape between two pieces of known bytes.</summary>
internal enum Hole : byte
{
    /// <summary>Nothing: here the message ends.</summary>
    End,

    /// <summary>A scalar that means nothing.</summary>
    Ignored,

    /// <summary>A number of the report, or null.</summary>
    Number,

    /// <summary>The worker as a number or decimal text, or null.</summary>
    Worker,

    /// <summary>The rank as a number or decimal text, or null.</summary>
    Rank,

    /// <summary>The worker as the hexadecimal end of a subject; JSON only.</summary>
    HexWorker,

    /// <summary>The publisher of an envelope; MessagePack only, like those that follow.</summary>
    Publisher,

    /// <summary>The sequence number of an envelope.</summary>
    Sequence,

    /// <summary>The head of the bytes inside an envelope, which says where they end.</summary>
    Payload,

    /// <summary>Where the bytes inside an envelope end, which must be where their head says.</summary>
    PayloadEnd,
}
