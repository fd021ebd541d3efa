using Streams.Definition;
using Streams.Lane;
using Streams.Publishing;

namespace Streams.Scenarios.Reading;

/// <summary>Which series a pipeline's page can show: a lane of it declares them.</summary>
internal sealed class SeriesCatalog
{
    private readonly Dictionary<string, SeriesFamily> _families;

    private SeriesCatalog(IEnumerable<SeriesFamily> families) => _families = families.ToDictionary(f => f.Name);

    /// <summary>The names of its families.</summary>
    public IReadOnlyCollection<string> Names => _families.Keys;

    /// <summary>What a pipeline declares.</summary>
    public static SeriesCatalog Of(PipelineDefinition pipeline)
    {
        var page = new SeriesTable();
        using var lane = new VirtualLane(pipeline, page, DateTimeOffset.UnixEpoch, new LaneListener());
        return new SeriesCatalog(page.Families);
    }

    /// <summary>The label names of a family; null where there is no such family.</summary>
    public IReadOnlyList<string>? LabelsOf(string name) =>
        _families.TryGetValue(name, out var family) ? [.. family.ConstantLabels.Select(l => l.Key), .. family.LabelNames] : null;
}
