using System.Text.Encodings.Web;
using System.Text.Json;
using Streams.Definitions.Syntax;

namespace Streams.Cli.Testing;

/// <summary>Writes what came of the scenarios as one JSON object.</summary>
internal static class JsonReport
{
    internal static void Write(TestReport report, Stream to)
    {
        using var json = new Utf8JsonWriter(to, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        json.WriteNumber("passed", report.Passed);
        json.WriteNumber("failed", report.Failed);
        json.WriteStartArray("mistakes");
        foreach (var mistake in report.Mistakes) json.WriteStringValue(mistake.Message);
        json.WriteEndArray();
        json.WriteStartArray("scenarios");
        foreach (var scenario in report.Scenarios) Write(scenario, json);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(ScenarioReport report, Utf8JsonWriter json)
    {
        var (result, elapsed) = report;
        json.WriteStartObject();
        json.WriteString("name", result.Scenario.Name);
        json.WriteString("file", result.Scenario.File);
        json.WriteNumber("line", result.Scenario.Line);
        json.WriteBoolean("passed", result.HasPassed);
        json.WriteNumber("seconds", Math.Round(elapsed.TotalSeconds, 6));
        if (result.Seed > 0) json.WriteNumber("seed", result.Seed);
        json.WriteStartArray("failures");
        foreach (var failure in result.Failures)
        {
            json.WriteStartObject();
            json.WriteNumber("line", failure.Place.Line);
            json.WriteNumber("column", failure.Place.Column);
            json.WriteString("at", DurationText.Of(failure.At));
            json.WriteString("series", failure.Selector.ToString());
            json.WriteString("expected", failure.Expected);
            json.WriteString("actual", failure.Actual);
            json.WriteString("hint", failure.Hint);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
