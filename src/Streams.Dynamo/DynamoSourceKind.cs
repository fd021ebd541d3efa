using Streams.Definition;
using Streams.Dynamo.Decoding;
using Streams.Dynamo.Naming;
using Streams.Nats;

namespace Streams.Dynamo;

/// <summary>The source kind <c>dynamo</c>: one of the four feeds of a fleet of NVIDIA Dynamo workers, of whatever releases (D1 to D4).</summary>
/// <remarks>
/// Settings: <c>feed</c> (<c>stats</c>, <c>load</c>, <c>hit-rate</c>, <c>forward-pass</c>) and <c>namespace</c>; <c>component</c> for all
/// but hit rates; for <c>stats</c> also <c>endpoint</c>, and, where 1 s is not right, <c>every</c> and <c>timeout</c>.
/// </remarks>
public sealed class DynamoSourceKind : ISourceKind
{
    private static readonly string[] Feeds = ["stats", "load", "hit-rate", "forward-pass"];
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public string Name => "dynamo";

    /// <inheritdoc/>
    public SourceDefinition? Read(string name, Settings source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Mapping(Name) is not { } settings) return null;
        return settings.Choice("feed", Feeds, required: true) switch
        {
            "stats" => Stats(name, settings),
            "load" => Load(name, settings),
            "hit-rate" => HitRate(name, settings),
            "forward-pass" => ForwardPass(name, settings),
            _ => Unknown(settings),
        };
    }

    private static ServiceStatsSourceDefinition? Stats(string name, Settings settings)
    {
        var space = NameIn(settings, "namespace");
        var component = NameIn(settings, "component");
        var endpoint = NameIn(settings, "endpoint");
        var every = settings.Duration("every") ?? Second;
        var timeout = settings.Duration("timeout") ?? Second;
        if (space is null || component is null || endpoint is null) return null;
        var services = ServiceNames.All(space, component);
        return new ServiceStatsSourceDefinition
        {
            Name = name,
            Schema = StatsDecoder.EventSchema,
            CreateDecoder = () => new StatsDecoder(services, endpoint),
            Services = services,
            Every = every,
            Timeout = timeout,
        };
    }

    private static SubjectSourceDefinition? Load(string name, Settings settings)
    {
        var space = NameIn(settings, "namespace");
        var component = NameIn(settings, "component");
        if (space is null || component is null) return null;
        return new SubjectSourceDefinition
        {
            Name = name,
            Schema = LoadDecoder.EventSchema,
            CreateDecoder = () => new LoadDecoder(),
            Subjects = DynamoSubjects.Load(space, component),
        };
    }

    private static SubjectSourceDefinition? HitRate(string name, Settings settings)
    {
        if (NameIn(settings, "namespace") is not { } space) return null;
        return new SubjectSourceDefinition
        {
            Name = name,
            Schema = HitRateDecoder.EventSchema,
            CreateDecoder = () => new HitRateDecoder(),
            Subjects = DynamoSubjects.HitRate(space),
        };
    }

    private static SubjectSourceDefinition? ForwardPass(string name, Settings settings)
    {
        var space = NameIn(settings, "namespace");
        var component = NameIn(settings, "component");
        if (space is null || component is null) return null;
        return new SubjectSourceDefinition
        {
            Name = name,
            Schema = ForwardPassDecoder.EventSchema,
            CreateDecoder = () => new ForwardPassDecoder(),
            Subjects = DynamoSubjects.ForwardPass(space, component),
        };
    }

    // Asks for every setting of any feed, so that a wrong feed stays one mistake and makes none of them unknown.
    private static SourceDefinition? Unknown(Settings settings)
    {
        foreach (var key in (string[])["namespace", "component", "endpoint", "every", "timeout"]) settings.Text(key);
        return null;
    }

    private static string? NameIn(Settings settings, string key)
    {
        if (settings.Text(key, required: true) is not { } name) return null;
        var wrong = Wrong(name);
        if (wrong is null) return name;
        settings.Mistake(key, $"the {key} {wrong}", "give the name that Dynamo's workers were started with, such as dynamo or backend");
        return null;
    }

    private static string? Wrong(string name)
    {
        if (name.Length == 0) return "is empty";
        if (name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))) return "holds a space, which no NATS subject can";
        if (name.AsSpan().ContainsAny('*', '>')) return "holds a NATS wildcard";
        return name.Split('.').Contains("") ? "has an empty part between dots" : null;
    }
}
