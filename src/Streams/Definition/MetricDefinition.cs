using Streams.Across;
using Streams.Filtering;
using Streams.Reducing;
using Streams.Windowing;

namespace Streams.Definition;

/// <summary>The type that a metric has on the page.</summary>
public enum MetricType
{
    /// <summary>A value that goes up and down.</summary>
    Gauge,

    /// <summary>A sum that only grows while its group lives.</summary>
    Counter,

    /// <summary>
    /// How values are spread since the group's first event. On the page it is three families: <c>NAME_bucket</c> with a last label
    /// <c>le</c>, <c>NAME_sum</c> and <c>NAME_count</c>.
    /// </summary>
    Histogram,
}

/// <summary>One metric of a pipeline: which events enter it, how they are grouped, windowed and reduced.</summary>
public sealed record MetricDefinition
{
    /// <summary>What <see cref="Remember"/> is where nobody says: a short loss of the server begins nothing anew.</summary>
    public static TimeSpan DefaultRemember { get; } = TimeSpan.FromMinutes(2);

    /// <summary>The metric's name on the page.</summary>
    public required string Name { get; init; }

    /// <summary>The HELP text: one line.</summary>
    public required string Help { get; init; }

    /// <summary>The type on the page. Default gauge.</summary>
    public MetricType Type { get; init; } = MetricType.Gauge;

    /// <summary>Names of its sources, by precedence (N3).</summary>
    public required IReadOnlyList<string> From { get; init; }

    /// <summary>
    /// Names of the metrics whose series it is made of, in place of sources (N15): what stands under the same labels in all of them is one event, whose
    /// fields are their values. Each of them is declared before, and has no windows. Default none.
    /// </summary>
    public IReadOnlyList<string> Of { get; init; } = [];

    /// <summary>The keys that make a group; the first one is the worker. Default none: one group.</summary>
    public IReadOnlyList<string> By { get; init; } = [];

    /// <summary>Joined labels of the worker that its series show, too (N14). Default none; needs a worker in <see cref="By"/>.</summary>
    public IReadOnlyList<string> With { get; init; } = [];

    /// <summary>Which of the groups the metric shows and combines, by their labels, joined ones included (N14). Default null: all.</summary>
    public Condition? Having { get; init; }

    /// <summary>The labels of a group: the worker, the joined ones, the others of <see cref="By"/>.</summary>
    public IReadOnlyList<string> Labels => [.. By.Take(1), .. With, .. By.Skip(1)];

    /// <summary>Which of their events the metric is about; the others are accepted, and begin, hold and change nothing here. Default null: all.</summary>
    public Condition? Where { get; init; }

    /// <summary>What is computed of a group's events; of type histogram, and of no other, <see cref="ValueExpression.Histogram"/> alone.</summary>
    public required ValueExpression Value { get; init; }

    /// <summary>The windows; each other than <see cref="Over.All"/> is a series with the label <c>window</c>. Default all.</summary>
    public IReadOnlyList<Over> Over { get; init; } = [Windowing.Over.All];

    /// <summary>How the readings of the groups are combined, step by step. Default none: a series for each group.</summary>
    public IReadOnlyList<AcrossStep> Across { get; init; } = [];

    /// <summary>A lease longer than the source's, for this metric alone (N3).</summary>
    public TimeSpan? Expire { get; init; }

    /// <summary>How long what a group has accumulated is kept when its lease has ended, in case the worker returns (N3). Default 2 minutes; 0 s keeps
    /// nothing.</summary>
    public TimeSpan Remember { get; init; } = DefaultRemember;

    /// <summary>The names of its families on the page: its own, or those of a histogram's three parts.</summary>
    public IReadOnlyList<string> Families => Type == MetricType.Histogram ? [Name + "_bucket", Name + "_sum", Name + "_count"] : [Name];
}
