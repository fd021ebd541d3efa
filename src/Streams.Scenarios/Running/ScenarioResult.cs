using Streams.Scenarios.Definition;

namespace Streams.Scenarios.Running;

/// <summary>What came of a scenario.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Failures">What did not hold; empty where it passed.</param>
/// <param name="Seed">The order of events that failed; 0 for the file's.</param>
public sealed record ScenarioResult(Scenario Scenario, IReadOnlyList<Failure> Failures, int Seed)
{
    /// <summary>Whether everything held.</summary>
    public bool HasPassed => Failures.Count == 0;
}

/// <summary>One thing that did not hold.</summary>
/// <param name="Place">Where it stands in the file.</param>
/// <param name="At">The instant, from the scenario's start.</param>
/// <param name="Selector">The series that it is about.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="Actual">What was there: a number, or <c>absent</c>.</param>
/// <param name="Hint">What may have been meant; empty where there is nothing to say.</param>
public sealed record Failure(TextSpan Place, TimeSpan At, Selector Selector, string Expected, string Actual, string Hint)
{
    /// <summary>What would be right in the file; null where a person must decide.</summary>
    public string? Correction { get; init; }

    /// <summary>The series that it was compared with; null where there was none, or several.</summary>
    public string? Series { get; init; }

    /// <summary>How it came to this.</summary>
    public Story Story { get; init; } = Story.None;
}

/// <summary>What led to a failure.</summary>
/// <param name="Series">The series whose timeline it is; null where there never was one.</param>
/// <param name="Timeline">Its values, each with the instant from which it had it; null is absent.</param>
/// <param name="Arrivals">The last messages of its worker before, or of its sources where it has none, one a line.</param>
public sealed record Story(string? Series, IReadOnlyList<(TimeSpan At, double? Value)> Timeline, IReadOnlyList<string> Arrivals)
{
    /// <summary>Nothing.</summary>
    public static Story None { get; } = new(null, [], []);
}
