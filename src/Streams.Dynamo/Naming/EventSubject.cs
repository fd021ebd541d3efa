namespace Streams.Dynamo.Naming;

/// <summary>What the subject of an event says, in the layouts of all releases (<see cref="DynamoSubjects"/>).</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Component">The component; null where it names none.</param>
/// <param name="Endpoint">The endpoint; null where it names none, which is before 1.4.</param>
/// <param name="Topic">The topic, the last token.</param>
internal readonly record struct EventSubject(string Namespace, string? Component, string? Endpoint, string Topic)
{
    private const string Prefix = "namespace.";
    private const string ComponentPart = ".component.";
    private const string EndpointPart = ".endpoint.";

    /// <summary>Reads a subject; null where it is none of an event of Dynamo's.</summary>
    internal static EventSubject? Read(string subject)
    {
        var topic = subject.LastIndexOf('.');
        if (!subject.StartsWith(Prefix, StringComparison.Ordinal) || topic <= Prefix.Length) return null;
        var scope = subject[Prefix.Length..topic];
        var name = subject[(topic + 1)..];
        var component = scope.IndexOf(ComponentPart, StringComparison.Ordinal);
        if (component < 0) return new EventSubject(scope, null, null, name);
        if (component == 0) return null;
        var endpoint = scope.IndexOf(EndpointPart, component, StringComparison.Ordinal);
        // With the endpoint names are encoded, without it they stand raw.
        return endpoint < 0
            ? new EventSubject(scope[..component], scope[(component + ComponentPart.Length)..], null, name)
            : new EventSubject(ComponentNames.Decode(scope[..component]), ComponentNames.Of(subject),
                ComponentNames.Decode(scope[(endpoint + EndpointPart.Length)..]), name);
    }
}
