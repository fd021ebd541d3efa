using Streams.Across;
using Streams.Events;
using static Streams.Tests.Whole.PipelineOracle;

namespace Streams.Tests.Whole;

/// <summary>The groups' values combined step by step, by the words of F3 and N9.</summary>
internal static class NaiveAcross
{
    internal static (IReadOnlyList<string> Names, IEnumerable<(string[] Labels, double Value)> Readings) Combine(
        IReadOnlyList<string> by, IReadOnlyList<AcrossStep> steps, IEnumerable<(WorkerKey Key, List<Heard>? Events)> groups, Func<IReadOnlyList<Heard>, double> value)
    {
        var pools = steps is [{ Kind: AcrossKind.Pool }, ..];
        var readings = pools
            ? Grouped(by, steps[0].By, groups.Select(g => (g.Key.Values.ToArray(), g.Events!))).Select(g => (g.Labels, value([.. g.Members.SelectMany(m => m)]))).ToList()
            : groups.Select(g => (g.Key.Values.ToArray(), value(g.Events!))).ToList();
        IReadOnlyList<string> names = pools ? steps[0].By : by;
        foreach (var step in steps.Skip(pools ? 1 : 0))
        {
            readings = [.. Grouped(names, step.By, readings.Where(r => double.IsFinite(r.Item2))).Select(g => (g.Labels, Reduce(step, g.Members)))];
            names = step.By;
        }

        return (names, readings);
    }

    private static IEnumerable<(string[] Labels, List<T> Members)> Grouped<T>(IReadOnlyList<string> names, IReadOnlyList<string> kept, IEnumerable<(string[] Labels, T Value)> readings) =>
        readings
            .Select(r => (Labels: kept.Select(k => r.Labels[names.ToList().IndexOf(k)]).ToArray(), r.Value))
            .GroupBy(r => string.Join('\n', r.Labels))
            .Select(g => (g.First().Labels, g.Select(r => r.Value).ToList()));

    private static double Reduce(AcrossStep step, List<double> values) => step.Kind switch
    {
        AcrossKind.Sum => values.Sum(),
        AcrossKind.Avg => values.Average(),
        AcrossKind.StdDev => Math.Sqrt(NaiveValue.Variance(values)),
        AcrossKind.StdVar => NaiveValue.Variance(values),
        AcrossKind.Min => values.Min(),
        AcrossKind.Max => values.Max(),
        AcrossKind.Count => values.Count,
        AcrossKind.Quantile => NaiveValue.Quantile(step.Quantile, values),
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };
}
