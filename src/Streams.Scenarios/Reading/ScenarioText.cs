using Streams.Definitions.Mistakes;
using Streams.Definitions.Yaml;
using Streams.Scenarios.Definition;

namespace Streams.Scenarios.Reading;

/// <summary>Reads parts of a scenario that stand in no file, for programs that write them.</summary>
public static class ScenarioText
{
    /// <summary>Reads which series are meant: <c>name</c> or <c>name{label="value"}</c>.</summary>
    /// <exception cref="FormatException">It is wrong; the message says how.</exception>
    public static Selector Selector(string text) => Read(text, (scalar, report) => SelectorParser.Parse(scalar, null, report));

    /// <summary>Reads what a value must be: a number, <c>~20 ± 0.01</c>, <c>absent</c>, or a comparison such as <c>&gt; 0</c>.</summary>
    /// <exception cref="FormatException">It is wrong; the message says how.</exception>
    public static ExpectedValue Value(string text) => Read(text, (scalar, report) => new ExpectReader(report, null).Value(scalar));

    private static T Read<T>(string text, Func<YamlNode.Scalar, Report, T?> read)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(text);
        var report = new Report(text);
        var value = read(new YamlNode.Scalar(new Position(1, 1), text, IsPlain: false, Indent: 0), report);
        return report.Mistakes() is [var first, ..] ? throw new FormatException($"{text}: {first.Wrong}; {first.Right}") : value!;
    }
}
