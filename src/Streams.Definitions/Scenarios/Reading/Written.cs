using Streams.Definitions.Yaml;

namespace Streams.Definitions.Scenarios.Reading;

/// <summary>Reads texts that stand in no file, for programs that write them.</summary>
internal static class Written
{
    /// <summary>Reads one.</summary>
    /// <exception cref="FormatException">It is wrong; the message says how.</exception>
    public static T Whole<T>(string text, Func<YamlNode.Scalar, Report, T?> read)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(text);
        var report = new Report(text);
        var value = read(new YamlNode.Scalar(new Position(1, 1), text, IsPlain: false, Indent: 0), report);
        return report.Mistakes() is [var first, ..] ? throw new FormatException($"{text}: {first.Wrong}; {first.Right}") : value!;
    }
}
