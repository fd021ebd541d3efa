namespace Streams.Definition;

/// <summary>A whole pipeline, as a file or a program states it: immutable, and checked before it runs.</summary>
public sealed record PipelineDefinition
{
    /// <summary>Its name: the label <c>pipeline</c> of the daemon's own metrics.</summary>
    public required string Name { get; init; }

    /// <summary>The file that it was read from, for messages. Default none.</summary>
    public string Origin { get; init; } = "";

    /// <summary>What it is for, in a sentence. Default empty.</summary>
    public string Description { get; init; } = "";

    /// <summary>The cap of N4: distinct live groups in each metric. Default 10,000.</summary>
    public int MaxWorkers { get; init; } = 10_000;

    /// <summary>The most series that the groups of all metrics have together (N4). Default 180,000: nine tenths of what the shipped scrapes take.</summary>
    public int MaxSeries { get; init; } = 180_000;

    /// <summary>Labels on every series of the pipeline, in order. Default none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];

    /// <summary>The parameters after replacement, for the log and the recording. Default none.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Its sources.</summary>
    public required IReadOnlyList<SourceDefinition> Sources { get; init; }

    /// <summary>Labels of workers that its metrics can show, whoever tells them (N14). Default none.</summary>
    public IReadOnlyList<JoinDefinition> Joins { get; init; } = [];

    /// <summary>Its metrics.</summary>
    public required IReadOnlyList<MetricDefinition> Metrics { get; init; }
}
