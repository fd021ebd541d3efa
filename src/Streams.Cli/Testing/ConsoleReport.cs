using Streams.Definitions.Syntax;
using Streams.Scenarios.Running;

namespace Streams.Cli.Testing;

/// <summary>Tells a person what failed, and how it came to it.</summary>
internal sealed class ConsoleReport(TextWriter to, Ink ink)
{
    internal void Write(TestReport report)
    {
        foreach (var file in report.Files)
        {
            foreach (var scenario in file.Scenarios.Where(s => !s.Result.HasPassed)) Write(scenario.Result);
        }

        var summary = $"{report.Passed} passed, {report.Failed} failed";
        if (report.Mistakes.Count > 0) summary += $", {report.Files.Count(f => f.Result.Set is null)} of {report.Files.Count} files wrong";
        to.WriteLine(report.Failed == 0 && report.Mistakes.Count == 0 ? ink.Green(summary) : ink.Red(summary));
    }

    /// <summary>A failure as text, with everything that is known of it.</summary>
    internal static IEnumerable<string> Lines(ScenarioResult result, Failure failure, Ink ink)
    {
        yield return $"{result.Scenario.File}:{failure.Place.Line}:{failure.Place.Column}: {failure.Selector} at {DurationText.Of(failure.At)}";
        yield return "  expected  " + ink.Green(failure.Expected);
        yield return "  actual    " + ink.Red(failure.Actual);
        if (failure.Hint.Length > 0) yield return "  " + failure.Hint;
        foreach (var line in Timeline.Lines(failure)) yield return "  " + ink.Faint(line);
        yield return failure.Story.Arrivals.Count > 0 ? "  the last that arrived:" : "  nothing of it had arrived";
        foreach (var arrival in failure.Story.Arrivals) yield return "    " + ink.Faint(arrival);
    }

    private void Write(ScenarioResult result)
    {
        var scenario = result.Scenario;
        to.WriteLine($"{ink.Red("FAILED")} {scenario.Name} ({scenario.File}:{scenario.Line})");
        if (result.Seed > 0)
        {
            to.WriteLine($"  with its events in the order of seed {result.Seed}; "
                + $"to see it again: streams test {scenario.File} --filter '{scenario.Name}' --seed {result.Seed}");
        }
        foreach (var failure in result.Failures)
        {
            foreach (var line in Lines(result, failure, ink)) to.WriteLine("  " + line);
        }

        to.WriteLine();
    }
}
