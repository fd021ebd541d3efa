using Streams.Dynamo.Naming;

namespace Streams.Simulation;

/// <summary>The subjects on which a release's workers and routers publish.</summary>
internal sealed class FleetSubjects(WireRelease release, string @namespace, string component)
{
    /// <summary>The endpoint that serves requests.</summary>
    internal const string Serving = "generate";

    internal string Hits { get; } = DynamoSubjects.OfNamespace(@namespace, DynamoSubjects.HitRateTopic);

    internal string Loads { get; } = release.HasEndpointSubjects
        ? DynamoSubjects.OfEndpoint(@namespace, component, Serving, DynamoSubjects.LoadTopic)
        : DynamoSubjects.OfNamespace(@namespace, DynamoSubjects.LoadTopic);

    internal string Passes { get; } = release.HasEndpointSubjects
        ? DynamoSubjects.OfEndpoint(@namespace, component, Serving, DynamoSubjects.ForwardPassTopic)
        : DynamoSubjects.OfComponent(@namespace, component, DynamoSubjects.ForwardPassTopic);
}
