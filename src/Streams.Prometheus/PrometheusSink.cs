using Prometheus;
using Streams.Definition;
using Streams.Publishing;

namespace Streams.Prometheus;

/// <summary>The page's series, kept as prometheus-net's gauges and counters in a registry of their own, and as histograms beside it.</summary>
/// <remarks>
/// Nothing is on it but what was declared: prometheus-net's default metrics belong to its global registry, which is not used.
/// Lanes may write at the same time, each its own series; the page is written while none does (<see cref="MetricsPage"/>).
/// </remarks>
public sealed class PrometheusSink : ISeriesSink
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly MetricFactory _factory;
    private readonly Dictionary<string, Declared> _families = [];
    private readonly Dictionary<string, HistogramFamily> _histograms = [];
    private readonly Lock _gate = new();

    /// <summary>An empty page.</summary>
    public PrometheusSink() => _factory = Metrics.WithCustomRegistry(_registry);

    /// <summary>Declares a family. Several pipelines may declare one name, each with other values of its constant labels.</summary>
    /// <exception cref="InvalidOperationException">
    /// The name is declared with another type, help or label names, or with the same constant labels: the page would contradict itself.
    /// </exception>
    /// <exception cref="ArgumentException">Prometheus refuses the name or a label name.</exception>
    public ISeriesFamily Declare(SeriesFamily family) => Declare(family, "");

    /// <summary>The same page for one who declares, named in the message where two contradict each other.</summary>
    public ISeriesSink For(string owner) => new Part(this, owner);

    /// <summary>Writes the page as it stands. The caller sees to it that no lane writes meanwhile.</summary>
    public async Task WriteAsync(Stream to, PageFormat format, CancellationToken cancel = default)
    {
        // The registry's part ends with the end mark of OpenMetrics.
        await using (var text = new StreamWriter(to, leaveOpen: true))
        {
            foreach (var histogram in _histograms.Values) histogram.Write(text, format);
        }

        await _registry.CollectAndExportAsTextAsync(
            to, format == PageFormat.OpenMetrics ? ExpositionFormat.OpenMetricsText : ExpositionFormat.PrometheusText, cancel);
    }

    private ISeriesFamily Declare(SeriesFamily family, string owner)
    {
        ArgumentNullException.ThrowIfNull(family);
        lock (_gate)
        {
            if (!_families.TryGetValue(family.Name, out var declared))
            {
                declared = new Declared(family, owner, family.Type == MetricType.Histogram ? HistogramPart(family, owner) : Collector(family));
                _families.Add(family.Name, declared);
            }
            else if (Difference(declared.First, family) is { } difference)
            {
                throw new InvalidOperationException($"{Twice(family.Name, declared.Owner, owner)}, {difference}; both must be the same, or give one of the metrics another name");
            }

            var constants = family.ConstantLabels.Select(l => l.Value).ToArray();
            if (declared.Parts.Find(p => constants.SequenceEqual(p.Constants)) is { Constants: not null } same)
            {
                var labels = string.Join(", ", family.ConstantLabels.Select(l => $"{l.Key}=\"{l.Value}\""));
                throw new InvalidOperationException(
                    $"{Twice(family.Name, same.Owner, owner)} with the same constant labels ({(labels.Length == 0 ? "none" : labels)}); one of them must differ");
            }

            declared.Parts.Add((owner, constants));
            return new PrometheusFamily(family, constants, declared.Create);
        }
    }

    private static string Twice(string metric, string first, string second) =>
        $"metric {metric} is declared twice" + (first.Length > 0 && second.Length > 0 ? $", by {first} and by {second}" : "");

    private static string? Difference(SeriesFamily first, SeriesFamily second)
    {
        if (first.Type != second.Type) return $"as a {Name(first.Type)} and as a {Name(second.Type)}";
        if (first.Help != second.Help) return $"with two help texts, \"{first.Help}\" and \"{second.Help}\"";
        var constant = first.ConstantLabels.Select(l => l.Key).SequenceEqual(second.ConstantLabels.Select(l => l.Key));
        return constant && first.LabelNames.SequenceEqual(second.LabelNames)
            ? null
            : $"with different label names, [{string.Join(", ", LabelNames(first))}] and [{string.Join(", ", LabelNames(second))}]";
    }

    private static string Name(MetricType type) => type switch
    {
        MetricType.Counter => "counter",
        MetricType.Histogram => "histogram",
        _ => "gauge",
    };

    // Constant labels are ordinary ones here: prometheus-net writes its own static labels last, and ours come first.
    private static string[] LabelNames(SeriesFamily family) => [.. family.ConstantLabels.Select(l => l.Key), .. family.LabelNames];

    private Func<string[], ISeries> Collector(SeriesFamily family)
    {
        var help = Escape(family.Help);
        var labels = LabelNames(family);
        if (family.Type == MetricType.Counter)
        {
            var counter = _factory.CreateCounter(family.Name, help, new CounterConfiguration { LabelNames = labels, SuppressInitialValue = true });
            return values => new CounterSeries(counter, values);
        }

        var gauge = _factory.CreateGauge(family.Name, help, new GaugeConfiguration { LabelNames = labels, SuppressInitialValue = true });
        return values => new GaugeSeries(gauge, values);
    }

    private Func<string[], ISeries> HistogramPart(SeriesFamily part, string owner)
    {
        var (name, end) = (part.Name[..HistogramFamily.EndOf(part.Name)], part.Name[HistogramFamily.EndOf(part.Name)..]);
        if (!_histograms.TryGetValue(name, out var histogram))
        {
            // Its own name is taken, too: of a family by that name it would be a second TYPE.
            if (_families.TryGetValue(name, out var other)) throw new InvalidOperationException($"{Twice(name, other.Owner, owner)}, as a {Name(other.First.Type)} and as a histogram; give one of them another name");
            string[] labels = [.. LabelNames(part).Where(label => label != "le")];
            _histograms[name] = histogram = new HistogramFamily(name, Escape(part.Help), labels);
            _families[name] = new Declared(part with { Name = name }, owner, _ => throw new InvalidOperationException($"histogram {name} has no series of its own name"));
        }

        return values => histogram.Create(end, values);
    }

    // prometheus-net writes HELP as it is, so that a line break in it could forge a sample.
    private static string Escape(string help) => help.Replace("\\", "\\\\").Replace("\n", "\\n");

    private sealed record Declared(SeriesFamily First, string Owner, Func<string[], ISeries> Create)
    {
        internal List<(string Owner, string[] Constants)> Parts { get; } = [];
    }

    private sealed class Part(PrometheusSink page, string owner) : ISeriesSink
    {
        public ISeriesFamily Declare(SeriesFamily family) => page.Declare(family, owner);
    }
}
