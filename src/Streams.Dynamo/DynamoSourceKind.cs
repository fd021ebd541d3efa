using Streams.Definition;
using Streams.Dynamo.Naming;
using Streams.Nats;

namespace Streams.Dynamo;

/// <summary>The source kind <c>dynamo</c>: one of the feeds of a fleet of NVIDIA Dynamo workers, of whatever releases (D1 to D6).</summary>
/// <remarks>
/// Settings: <c>feed</c> (<c>stats</c>, <c>load</c>, <c>hit-rate</c>, <c>forward-pass</c>, <c>requests</c>, <c>discovery</c>), <c>namespace</c> for all but
/// requests, <c>component</c> for all but discovery; for <c>requests</c> also <c>subject</c>, where the fleet has another than the usual; for
/// <c>stats</c> also <c>endpoint</c>, and, where 1 s is not right, <c>every</c> and <c>timeout</c>.
/// </remarks>
public sealed class DynamoSourceKind : ISourceKind
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // Connections are asked every three seconds.
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(10);

    private const int LongestMessage = 1 << 20;

    // A row has a hash of some 20 bytes for each block of its prompt: three million tokens in blocks of 16.
    private const int LongestRow = 4 << 20;

    /// <inheritdoc/>
    public string Name => "dynamo";

    /// <inheritdoc/>
    public SourceDefinition? Read(string name, Settings source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Mapping(Name) is not { } settings) return null;
        var chosen = settings.Choice("feed", [.. DynamoFeed.All.Select(feed => feed.Name)], required: true);
        return DynamoFeed.All.SingleOrDefault(feed => feed.Name == chosen) is { } feed ? Read(name, feed, settings) : Unknown(settings);
    }

    private static SourceDefinition? Read(string name, DynamoFeed feed, Settings settings)
    {
        string[] required = [.. feed.Keys.Select(key => NameIn(settings, key, required: true)).OfType<string>()];
        string[] names = [.. required, .. feed.Optional.Select(key => NameIn(settings, key, required: false) ?? "")];
        var every = feed.IsAsked ? settings.Duration("every") : null;
        var timeout = feed.IsAsked ? settings.Duration("timeout") : null;
        if (required.Length < feed.Keys.Length) return null;
        return feed.IsAsked
            ? new ServiceStatsSourceDefinition
            {
                Name = name,
                Schema = feed.Schema,
                CreateDecoder = () => feed.Decoder(names),
                Services = feed.Heard(names),
                Every = every ?? Second,
                Timeout = timeout ?? Second,
            }
            : new SubjectSourceDefinition
            {
                Name = name,
                Schema = feed.Schema,
                CreateDecoder = () => feed.Decoder(names),
                IsRegistry = feed.IsRegistry,
                Subjects = feed.Heard(names),
                BeatsFor = feed.IsRegistry ? SignOfLife : null,
                WithholdsRejected = feed.IsOfRequests,
                AwaitsAnswers = feed.IsOfRequests,
                IsInFiles = feed.IsOfRequests,
                MaxMessageBytes = feed.IsOfRequests ? LongestRow : LongestMessage,
            };
    }

    // Asks for every setting of any feed, so that a wrong feed stays one mistake and makes none of them unknown.
    private static SourceDefinition? Unknown(Settings settings)
    {
        foreach (var key in (string[])["namespace", "component", "endpoint", "subject", "every", "timeout"]) settings.Text(key);
        return null;
    }

    private static string? NameIn(Settings settings, string key, bool required)
    {
        if (settings.Text(key, required) is not { } name) return null;
        var wrong = Wrong(PatternOf(key, name));
        if (wrong is null) return name;
        settings.Mistake(key, $"the {key} {wrong}", "give the name that Dynamo's workers were started with, such as dynamo or backend");
        return null;
    }

    // A namespace may end in a wildcard, and a component be one.
    private static string PatternOf(string key, string name) =>
        key == "namespace" && name.EndsWith('*') ? name[..^1] + "_" : key == "component" && name == ComponentNames.Any ? "_" : name;

    private static string? Wrong(string name)
    {
        if (name.Length == 0) return "is empty";
        if (name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))) return "holds a space, which no NATS subject can";
        if (name.AsSpan().ContainsAny('*', '>')) return "holds a NATS wildcard";
        return name.Split('.').Contains("") ? "has an empty part between dots" : null;
    }
}
