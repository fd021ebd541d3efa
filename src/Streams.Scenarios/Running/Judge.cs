using Streams.Definitions.Syntax;
using Streams.Publishing;
using Streams.Scenarios.Definition;

namespace Streams.Scenarios.Running;

/// <summary>Compares what the page shows with what it must show.</summary>
internal static class Judge
{
    private const int MostNear = 3;

    /// <summary>How near after an instant something due is said to be a matter of stamps.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    /// <summary>The failure of an expectation; null where it holds.</summary>
    internal static Failure? Expectation(Expectation expectation, IReadOnlyList<SeriesTable.Row> rows, ScenarioStage stage)
    {
        var value = expectation.Value;
        double? actual = rows.Count == 0 ? null : rows[0].Value;
        if (rows.Count <= 1 && value.Holds(actual)) return null;
        var hint = rows.Count > 1 ? $"{rows.Count} series match: add labels until one does. {Listed(rows)}"
            : rows.Count == 0 ? Missing(expectation.Selector, stage.Page)
            : "";
        if (rows.Count <= 1 && stage.NextDue - expectation.At <= Moment)
        {
            hint = Append(hint,
                "something falls due a few ticks after this instant, since messages of one instant get stamps 100 ns apart: look a moment later");
        }
        return new Failure(expectation.Place, expectation.At, expectation.Selector, value.ToString()!, rows.Count > 1 ? $"{rows.Count} series"
            : Text(actual), hint)
        {
            Correction = rows.Count > 1 || expectation.Place.Length == 0 ? null : Corrected(value, actual),
            Series = rows.Count == 1 ? rows[0].Id : null,
        };
    }

    /// <summary>The failure of a rule at an instant; null where it holds.</summary>
    internal static Failure? Rule(Rule rule, TimeSpan instant, SeriesTable page)
    {
        foreach (var row in rule.Selector.In(page))
        {
            var holds = rule.Value?.Holds(row.Value) ?? true;
            if (holds == rule.IsNever) return new Failure(rule.Place, instant, rule.Selector, rule.ToString(), Text(row.Value), "") { Series = row.Id };
        }

        return null;
    }

    private static string? Corrected(ExpectedValue expected, double? actual) =>
        actual is null ? (expected is ExpectedValue.Near ? null : "absent") : ExpectedValue.Shortest(actual.Value);

    private static string Text(double? value) => value is { } there ? ExpectedValue.Text(there) : "absent";

    private static string Append(string text, string more) => text.Length == 0 ? more : $"{text}; {more}";

    private static string Listed(IReadOnlyList<SeriesTable.Row> rows) =>
        string.Join(", ", rows.Take(MostNear).Select(row => $"{row.Id} {ExpectedValue.Text(row.Value)}")) + (rows.Count > MostNear ? ", …" : "");

    /// <summary>The nearest series: those that share most labels, and the label that stands in the way.</summary>
    private static string Missing(Selector selector, SeriesTable page)
    {
        var rows = page.Named(selector.Name);
        if (rows.Count == 0) return $"no series of {selector.Name} is there at this instant";
        foreach (var (label, value) in selector.Labels)
        {
            var values = rows.SelectMany(row => row.Labels).Where(l => l.Key == label).Select(l => l.Value).Distinct().ToList();
            if (!values.Contains(value) && Nearest.Find(value, values) is { } near) return $"did you mean {label}=\"{near}\"? {Listed(Ranked(selector, rows))}";
        }

        return "nearest: " + Listed(Ranked(selector, rows));
    }

    private static List<SeriesTable.Row> Ranked(Selector selector, IReadOnlyList<SeriesTable.Row> rows) =>
        [.. rows.OrderByDescending(row => selector.Labels.Count(row.Labels.Contains))];
}
