using Streams.Definition;
using Streams.Nats;

namespace Streams.Dynamo;

/// <summary>The source kind <c>dynamo</c>: one of the four feeds of a fleet of NVIDIA Dynamo workers, of whatever releases (D1 to D4).</summary>
/// <remarks>
/// Settings: <c>feed</c> (<c>stats</c>, <c>load</c>, <c>hit-rate</c>, <c>forward-pass</c>) and <c>namespace</c>; <c>component</c> for all
/// but hit rates; for <c>stats</c> also <c>endpoint</c>, and, where 1 s is not right, <c>every</c> and <c>timeout</c>.
/// </remarks>
public sealed class DynamoSourceKind : ISourceKind
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

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
        string[] names = [.. feed.Keys.Select(key => NameIn(settings, key)).OfType<string>()];
        var every = feed.IsAsked ? settings.Duration("every") : null;
        var timeout = feed.IsAsked ? settings.Duration("timeout") : null;
        if (names.Length < feed.Keys.Length) return null;
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
            : new SubjectSourceDefinition { Name = name, Schema = feed.Schema, CreateDecoder = () => feed.Decoder(names), Subjects = feed.Heard(names) };
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
