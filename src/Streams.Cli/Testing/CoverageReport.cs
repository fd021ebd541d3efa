using Streams.Scenarios.Coverage;
using Streams.Scenarios.Definition;

namespace Streams.Cli.Testing;

/// <summary>What the scenarios of each pipeline file cover.</summary>
internal sealed class CoverageReport
{
    private readonly OrderedDictionary<string, CoverageMeter> _meters = [];

    /// <summary>The least of all pipelines, in percent.</summary>
    internal int Percent => _meters.Values.Select(m => m.Percent).DefaultIfEmpty(0).Min();

    /// <summary>The meter of a file's pipeline.</summary>
    internal CoverageMeter MeterOf(ScenarioSet set)
    {
        if (!_meters.TryGetValue(set.PipelineFile, out var meter)) _meters.Add(set.PipelineFile, meter = new CoverageMeter(set.Pipeline));
        return meter;
    }

    internal void Write(TextWriter to, Ink ink)
    {
        foreach (var (file, meter) in _meters)
        {
            var missing = meter.Items.Where(i => !i.IsCovered).ToList();
            var line = $"{file}: {meter.Percent}% covered, {meter.Items.Count - missing.Count} of {meter.Items.Count}";
            to.WriteLine(missing.Count == 0 ? ink.Green(line) : ink.Red(line));
            foreach (var item in missing) to.WriteLine($"  not covered: {item.Name}");
        }
    }
}
