using Streams.Definition;
using Streams.Planning;

namespace Streams.Publishing;

/// <summary>A pipeline's part of the page: a family for each of its metrics, a publisher for each window in it.</summary>
internal sealed class PipelinePage
{
    private readonly Dictionary<(string Metric, string Window), IReadingsPublisher> _publishers = [];

    internal PipelinePage(PipelineDefinition pipeline, ISeriesSink sink)
    {
        foreach (var metric in pipeline.Metrics)
        {
            var windowed = metric.Over.Any(o => !o.IsAll);
            var create = Declare(sink, new SeriesFamily(
                metric.Name, metric.Help, metric.Type, pipeline.Labels, [.. Labels(metric), .. windowed ? ["window"] : Array.Empty<string>()]));
            foreach (var over in metric.Over) _publishers[(metric.Name, over.Label)] = create(windowed ? [over.Label] : []);
        }
    }

    /// <summary>The labels that the metric's steps leave of its groups'.</summary>
    private static IReadOnlyList<string> Labels(MetricDefinition metric) => metric.Across.Count == 0 ? metric.Labels : metric.Across[^1].By;

    private static Func<IReadOnlyList<string>, IReadingsPublisher> Declare(ISeriesSink sink, SeriesFamily family)
    {
        if (family.Type == MetricType.Histogram)
        {
            var histogram = new HistogramFamilies(sink, family);
            return _ => new HistogramPublisher(histogram);
        }

        var declared = sink.DeclareRows(family);
        return lastLabels => new RowPublisher(declared.Create(lastLabels));
    }

    internal void Publish(WindowReadings readings) => _publishers[(readings.Metric.Name, readings.Window.Label)].Publish(readings);

    internal void Clear()
    {
        foreach (var publisher in _publishers.Values) publisher.Clear();
    }
}
