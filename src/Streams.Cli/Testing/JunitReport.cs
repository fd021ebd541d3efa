using System.Globalization;
using System.Text;
using System.Xml;
using Streams.Definitions.Syntax;

namespace Streams.Cli.Testing;

/// <summary>Writes what came of the scenarios as JUnit's XML: a test suite a file, a test case a scenario.</summary>
internal static class JunitReport
{
    internal static void Write(TestReport report, Stream to)
    {
        using var xml = XmlWriter.Create(to, new XmlWriterSettings { Indent = true, Encoding = new UTF8Encoding(false) });
        xml.WriteStartElement("testsuites");
        Numbers(xml, [.. report.Scenarios], report.Files.Count(f => f.Result.Set is null));
        foreach (var file in report.Files) Write(file, xml);
        xml.WriteEndElement();
    }

    private static void Write(FileReport file, XmlWriter xml)
    {
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", file.Path);
        Numbers(xml, file.Scenarios, file.Result.Set is null ? 1 : 0);
        if (file.Result.Set is null)
        {
            xml.WriteStartElement("testcase");
            xml.WriteAttributeString("name", "the file is right");
            xml.WriteAttributeString("classname", file.Path);
            xml.WriteElementString("error", Clean(string.Join('\n', file.Result.Mistakes)));
            xml.WriteEndElement();
        }

        foreach (var scenario in file.Scenarios) Write(scenario, xml);
        xml.WriteEndElement();
    }

    private static void Write(ScenarioReport report, XmlWriter xml)
    {
        var (result, elapsed) = report;
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("name", Clean(result.Scenario.Name));
        xml.WriteAttributeString("classname", result.Scenario.File);
        xml.WriteAttributeString("time", Seconds(elapsed));
        foreach (var failure in result.Failures)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("message",
                Clean($"{failure.Selector} at {DurationText.Of(failure.At)}: expected {failure.Expected}, actual {failure.Actual}"));
            xml.WriteString(Clean(string.Join('\n', ConsoleReport.Lines(result, failure, new Ink(false)))));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Numbers(XmlWriter xml, IReadOnlyList<ScenarioReport> scenarios, int errors)
    {
        xml.WriteAttributeString("tests", (scenarios.Count + errors).ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("failures", scenarios.Count(s => !s.Result.HasPassed).ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("errors", errors.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("time", Seconds(TimeSpan.FromTicks(scenarios.Sum(s => s.Elapsed.Ticks))));
    }

    private static string Seconds(TimeSpan elapsed) => elapsed.TotalSeconds.ToString("F3", CultureInfo.InvariantCulture);

    private static string Clean(string text) => string.Concat(text.Where(XmlConvert.IsXmlChar));
}
