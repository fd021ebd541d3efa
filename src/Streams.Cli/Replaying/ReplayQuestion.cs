using Streams.Prometheus;

namespace Streams.Cli.Replaying;

/// <summary>What is asked of a recording.</summary>
internal sealed record ReplayQuestion
{
    internal required IReadOnlyList<string> Recordings { get; init; }

    internal required IReadOnlyList<string> Pipelines { get; init; }

    internal IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Sources by another name; an empty one skips them.</summary>
    internal IReadOnlyDictionary<string, string> Renames { get; init; } = new Dictionary<string, string>();

    /// <summary>Recorded seconds in a second; null is as fast as the machine can.</summary>
    internal double? Speed { get; init; }

    /// <summary>The instants whose pages are printed; none is the recording's end.</summary>
    internal IReadOnlyList<Instant> At { get; init; } = [];

    internal Instant? From { get; init; }

    internal Instant? To { get; init; }

    internal PageFormat Format { get; init; }

    /// <summary>Where the page is served; null is nowhere.</summary>
    internal ListenAddress? Listen { get; init; }

    /// <summary>Where the history goes, in OpenMetrics.</summary>
    internal string? OpenMetrics { get; init; }

    /// <summary>Between the instants of a history; null is each at which something happened.</summary>
    internal TimeSpan? Step { get; init; }
}
