namespace Streams.Dynamo.Decoding;

/// <summary>What a row of a request trace tells.</summary>
internal enum RequestRowKind
{
    /// <summary>Nothing that is known, or what a request holds.</summary>
    Other,

    /// <summary>A request has ended, or its client has left.</summary>
    Ended,

    /// <summary>What a tool of an agent did: no numbers of a worker.</summary>
    Tool,
}
