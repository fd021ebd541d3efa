using System.CommandLine;
using Streams.Cli.CommandLine;
using Streams.Definitions.Syntax;
using Streams.Recording;

namespace Streams.Cli.Replaying;

/// <summary>An instant as a person names it: of RFC 3339, or counted from the beginning of a recording.</summary>
internal readonly record struct Instant(DateTimeOffset At, TimeSpan? After)
{
    internal DateTimeOffset In(RecordingHeader first)
    {
        if (After is not { } after) return At;
        return after < DateTimeOffset.MaxValue - first.Started ? first.Started + after : DateTimeOffset.MaxValue;
    }

    /// <summary>Reads an option's instants, each of which may be absent.</summary>
    internal static Instant? Read(ParseResult parsed, Option<string?> option) =>
        parsed.GetValue(option) is { } text ? Parse(option.Name, text) : null;

    internal static Instant Parse(string option, string text)
    {
        if (text.StartsWith('+') && DurationParser.Parse(text[1..]) is { } after) return new Instant(default, after);
        return RecordStamp.TryParse(text, out var at)
            ? new Instant(at, null)
            : throw CommandException.Usage($"{option}: {text} is no instant; 2026-11-24T03:17:00Z would be one, or +90s from the beginning");
    }
}
