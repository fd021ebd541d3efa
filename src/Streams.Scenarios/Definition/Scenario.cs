using Streams.Definition;

namespace Streams.Scenarios.Definition;

/// <summary>A test of a whole pipeline in virtual time: what happens, and what the page must show.</summary>
public sealed record Scenario
{
    /// <summary>Its name, unique in the file.</summary>
    public required string Name { get; init; }

    /// <summary>Where it stands, as it was given.</summary>
    public required string File { get; init; }

    /// <summary>The line in which it begins, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>The pipeline under test.</summary>
    public required PipelineDefinition Pipeline { get; init; }

    /// <summary>Where the clock stands at 0 s.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>What happens, in the file's order.</summary>
    public required IReadOnlyList<Given> Given { get; init; }

    /// <summary>What the page must show at instants, ordered by instant.</summary>
    public required IReadOnlyList<Expectation> Expect { get; init; }

    /// <summary>What must hold, or never hold, after all work of every instant at which something changes.</summary>
    public required IReadOnlyList<Rule> Rules { get; init; }

    /// <summary>What a test of alerts adds for promtool; null for nothing.</summary>
    public PromtoolTest? Promtool { get; init; }

    /// <summary>When the last thing happens or is expected, from the start.</summary>
    public TimeSpan End => Given.Select(g => g.Last).Concat(Expect.Select(e => e.At)).DefaultIfEmpty().Max();

    /// <summary>In which other orders its events must give the same; null for the file's alone.</summary>
    public Shuffle? Shuffle { get; init; }

}

/// <summary>Other orders of a scenario's events.</summary>
/// <param name="Within">How much later an event of a source with event time may arrive; at most the source's lateness.</param>
/// <param name="Seeds">How many orders are tried, by seeds from 1.</param>
public sealed record Shuffle(TimeSpan Within, int Seeds);
