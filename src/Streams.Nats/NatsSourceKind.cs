using Streams.Definition;

namespace Streams.Nats;

/// <summary>The source kind <c>nats</c>: any subject, its JSON messages read by the mapping <c>decode</c> that stands beside it.</summary>
/// <remarks>Settings: <c>subject</c>, wildcards included, and <c>queue</c>, the queue group, where counters alone are made of the messages.</remarks>
public sealed class NatsSourceKind : ISourceKind
{
    /// <inheritdoc/>
    public string Name => "nats";

    /// <inheritdoc/>
    public SourceDefinition? Read(string name, Settings source)
    {
        ArgumentNullException.ThrowIfNull(source);
        var settings = source.Mapping(Name);
        var subject = settings?.Text("subject", required: true);
        var queue = settings?.Text("queue");
        var wrong = subject is null ? null : WrongSubject(subject);
        if (wrong is not null) settings!.Mistake("subject", $"the subject {wrong}", "write one such as plant.*.readings or plant.>");
        if (queue is not null && (queue.Length == 0 || queue.Any(IsBlank)))
        {
            settings!.Mistake("queue", "the queue group's name is empty or holds a space", "write a name such as streams");
        }
        var tokens = subject is null || wrong is not null || subject.EndsWith('>') ? (int?)null : subject.Split('.').Length;
        if (DecodeReader.Read(source, tokens) is not { } mapping) return null;
        return SubjectSourceDefinition.Json(name, subject ?? "", mapping) with { QueueGroup = queue };
    }

    private static string? WrongSubject(string subject)
    {
        var tokens = subject.Split('.');
        if (subject.Length == 0) return "is empty";
        if (subject.Any(IsBlank)) return "holds a space, which no NATS subject can";
        if (tokens.Contains("")) return "has an empty token between dots";
        if (tokens[..^1].Contains(">")) return "has tokens behind its >";
        return tokens.Any(t => t.Length > 1 && t.AsSpan().ContainsAny('*', '>')) ? "has a wildcard inside a token, where NATS takes it for text" : null;
    }

    private static bool IsBlank(char c) => char.IsWhiteSpace(c) || char.IsControl(c);
}
