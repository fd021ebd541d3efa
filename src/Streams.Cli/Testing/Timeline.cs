using System.Globalization;
using Streams.Definitions.Syntax;
using Streams.Scenarios.Running;

namespace Streams.Cli.Testing;

/// <summary>Draws how a series moved up to a failure.</summary>
internal static class Timeline
{
    private const int MostChanges = 6;
    private const int Columns = 40;
    private const string Heights = "▁▂▃▄▅▆▇█";

    /// <summary>The series, a small graph of it, and its last changes.</summary>
    internal static IEnumerable<string> Lines(Failure failure)
    {
        var (series, timeline, _) = failure.Story;
        if (series is null) yield break;
        yield return series;
        if (timeline.Count > 0 && failure.At > TimeSpan.Zero) yield return $"  0s {Graph(failure.At, timeline)} {DurationText.Of(failure.At)}";
        var changes = timeline.TakeLast(MostChanges)
            .Select(c => $"{DurationText.Of(c.At)} {(c.Value is { } v ? v.ToString("R", CultureInfo.InvariantCulture) : "absent")}");
        yield return "  " + (timeline.Count == 0 ? "was not there before" : (timeline.Count > MostChanges ? "… " : "") + string.Join(" · ", changes));
    }

    /// <summary>One column for each fortieth of the time, as high as the value then; a space where it is absent.</summary>
    private static string Graph(TimeSpan end, IReadOnlyList<(TimeSpan At, double? Value)> timeline)
    {
        var values = timeline.Select(c => c.Value).OfType<double>().DefaultIfEmpty().ToList();
        var (low, high) = (Math.Min(0, values.Min()), values.Max());
        return string.Create(Columns, timeline, (graph, changes) =>
        {
            for (var i = 0; i < graph.Length; i++)
            {
                var at = end * ((i + 1.0) / Columns);
                var value = changes.LastOrDefault(c => c.At <= at).Value;
                graph[i] = value is { } v ? Heights[high > low ? (int)Math.Round((v - low) / (high - low) * (Heights.Length - 1)) : 0] : ' ';
            }
        });
    }
}
