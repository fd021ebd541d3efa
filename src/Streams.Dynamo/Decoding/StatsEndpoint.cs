namespace Streams.Dynamo.Decoding;

/// <summary>What the subject of an endpoint in a statistics reply says: whether it is the one asked for, and of which worker (D4).</summary>
internal enum StatsEndpoint
{
    /// <summary>An endpoint of another service, or one whose last part is no id.</summary>
    Foreign,

    /// <summary>Another endpoint of the service: its worker lives.</summary>
    Other,

    /// <summary>The endpoint whose data counts.</summary>
    Asked,
}
