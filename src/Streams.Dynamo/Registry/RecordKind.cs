namespace Streams.Dynamo.Registry;

/// <summary>What a record of discovery is, as the bucket of its key says.</summary>
internal enum RecordKind
{
    /// <summary>One that says nothing of workers here.</summary>
    Other,

    /// <summary>An endpoint that takes requests: <c>v1/instances</c>.</summary>
    Endpoint,

    /// <summary>The card of a worker's model: <c>v1/mdc</c>.</summary>
    Card,

    /// <summary>A publisher of events: <c>v1/event_channels</c>.</summary>
    Channel,
}
