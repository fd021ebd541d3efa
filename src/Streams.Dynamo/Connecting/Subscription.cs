using Streams.Nats;

namespace Streams.Dynamo.Connecting;

/// <summary>A source on the fleet's plane: what it wants, and where it goes.</summary>
internal sealed class Subscription(SubjectSourceDefinition source, SourceFeed feed)
{
    private readonly SubjectPattern[] _patterns = [.. source.Subjects.Select(subject => new SubjectPattern(subject))];

    internal SourceFeed Feed => feed;

    /// <summary>Whether it takes what discovery says, rather than events.</summary>
    internal bool IsRegistry => source.IsRegistry;

    internal bool Wants(string subject) => !source.IsRegistry && Array.Exists(_patterns, pattern => pattern.Matches(subject));
}
