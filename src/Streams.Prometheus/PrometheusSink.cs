using Prometheus;
using Streams.Definition;
using Streams.Publishing;

namespace Streams.Prometheus;

/// <summary>The page: single series are prometheus-net's gauges and counters in a registry of their own; rows and histograms are written beside it.</summary>
/// <remarks>
/// It shows only what was declared: prometheus-net's default metrics belong to its global registry, which is not used.
/// Lanes may write at the same time, each its own series; the page is written while none does (<see cref="MetricsPage"/>).
/// </remarks>
public sealed class PrometheusSink : ISeriesSink
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly MetricFactory _factory;
    private readonly Declarations _declared = new();
    private readonly Dictionary<string, HistogramFamily> _histograms = [];
    private readonly RowFamilies _rows = new();
    private readonly Lock _gate = new();

    /// <summary>An empty page.</summary>
    public PrometheusSink() => _factory = Metrics.WithCustomRegistry(_registry);

    /// <summary>Declares a family. Several pipelines may declare one name, each with other values of its constant labels.</summary>
    /// <exception cref="InvalidOperationException">
    /// The name is declared with another type, help or label names, or with the same constant labels: the page would contradict itself.
    /// </exception>
    /// <exception cref="ArgumentException">Prometheus refuses the name or a label name.</exception>
    public ISeriesFamily Declare(SeriesFamily family) => Declare(family, "");

    /// <summary>Declares a family whose series come as rows, which cost a page a tenth of single series.</summary>
    /// <exception cref="InvalidOperationException">As of <see cref="Declare(SeriesFamily)"/>; or the name is that of single series.</exception>
    /// <exception cref="ArgumentException">Prometheus refuses the name or a label name, or it is a histogram, which has no rows.</exception>
    public IRowFamily DeclareRows(SeriesFamily family) => DeclareRows(family, "");

    /// <summary>The same page for a named declarer; the name is used in the error if two declarations contradict each other.</summary>
    public ISeriesSink For(string owner) => new Part(this, owner);

    /// <summary>Writes the page as it stands. The caller ensures that no lane writes meanwhile and no other page is being written.</summary>
    public async Task WriteAsync(Stream to, PageFormat format, CancellationToken cancel = default)
    {
        _rows.Write(to, format);

        // The registry's part ends with the end mark of OpenMetrics.
        await using (var text = new StreamWriter(to, leaveOpen: true))
        {
            foreach (var histogram in _histograms.Values) histogram.Write(text, format);
        }

        await _registry.CollectAndExportAsTextAsync(
            to, format == PageFormat.OpenMetrics ? ExpositionFormat.OpenMetricsText : ExpositionFormat.PrometheusText, cancel);
    }

    private PrometheusFamily Declare(SeriesFamily family, string owner)
    {
        ArgumentNullException.ThrowIfNull(family);
        lock (_gate)
        {
            var create = _declared.Enter(family, owner, () => family.Type == MetricType.Histogram ? HistogramPart(family, owner) : Collector(_factory, family));
            return new PrometheusFamily(family, [.. family.ConstantLabels.Select(l => l.Value)], create);
        }
    }

    private IRowFamily DeclareRows(SeriesFamily family, string owner)
    {
        ArgumentNullException.ThrowIfNull(family);
        if (family.Type == MetricType.Histogram) throw new ArgumentException($"metric {family.Name} is a histogram, which has no rows", nameof(family));
        lock (_gate)
        {
            return _rows.Declare(family, _declared.Enter(family, owner, () =>
            {
                // prometheus-net validates the names.
                Collector(Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()), family);
                return _rows.Add(family, Escape(family.Help));
            }));
        }
    }

    private static Func<string[], ISeries> Collector(MetricFactory factory, SeriesFamily family)
    {
        var help = Escape(family.Help);
        var labels = Declarations.LabelNames(family);
        if (family.Type == MetricType.Counter)
        {
            var counter = factory.CreateCounter(family.Name, help, new CounterConfiguration { LabelNames = labels, SuppressInitialValue = true });
            return values => new CounterSeries(counter, values);
        }

        var gauge = factory.CreateGauge(family.Name, help, new GaugeConfiguration { LabelNames = labels, SuppressInitialValue = true });
        return values => new GaugeSeries(gauge, values);
    }

    private Func<string[], ISeries> HistogramPart(SeriesFamily part, string owner)
    {
        var (name, end) = (part.Name[..HistogramFamily.EndOf(part.Name)], part.Name[HistogramFamily.EndOf(part.Name)..]);
        if (!_histograms.TryGetValue(name, out var histogram))
        {
            _declared.Take(part with { Name = name }, owner);
            string[] labels = [.. Declarations.LabelNames(part).Where(label => label != "le")];
            _histograms[name] = histogram = new HistogramFamily(name, Escape(part.Help), labels);
        }

        return values => histogram.Create(end, values);
    }

    // prometheus-net writes HELP as it is, so that a line break in it could forge a sample.
    private static string Escape(string help) => help.Replace("\\", "\\\\").Replace("\n", "\\n");

    private sealed class Part(PrometheusSink page, string owner) : ISeriesSink
    {
        public ISeriesFamily Declare(SeriesFamily family) => page.Declare(family, owner);

        public IRowFamily DeclareRows(SeriesFamily family) => page.DeclareRows(family, owner);
    }
}
