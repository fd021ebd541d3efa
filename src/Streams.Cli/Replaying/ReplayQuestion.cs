using Streams.Prometheus;
using Streams.Replaying;

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

    /// <summary>The names by which that page may be asked; none is any.</summary>
    internal IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Where the history goes, in OpenMetrics.</summary>
    internal string? OpenMetrics { get; init; }

    /// <summary>Where every change goes, as CSV.</summary>
    internal string? Csv { get; init; }

    /// <summary>Where every change goes, as JSON lines.</summary>
    internal string? Json { get; init; }

    /// <summary>Where the recording goes as a scenario.</summary>
    internal string? Scenario { get; init; }

    /// <summary>Whether an existing scenario is overwritten.</summary>
    internal bool Force { get; init; }

    /// <summary>Which series are written or compared; none is all of the pipelines'.</summary>
    internal IReadOnlyList<string> Series { get; init; } = [];

    /// <summary>The pipeline file to compare with.</summary>
    internal string? Diff { get; init; }

    /// <summary>The metric to explain.</summary>
    internal string? Explain { get; init; }

    /// <summary>The worker that the explanation is to speak of.</summary>
    internal string? Worker { get; init; }

    /// <summary>What the lines are, where this program did not write them.</summary>
    internal ImportFormat? Import { get; init; }

    /// <summary>When Dynamo's recorders were started, where traces are replayed; null where nobody says.</summary>
    internal DateTimeOffset? Start { get; init; }

    /// <summary>Between the instants of a history; null is each at which something happened.</summary>
    internal TimeSpan? Step { get; init; }
}
