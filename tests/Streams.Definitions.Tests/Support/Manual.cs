using System.Globalization;
using System.Text.RegularExpressions;

namespace Streams.Definitions.Tests.Support;

/// <summary>The examples of docs/pipeline-file.md: files, and for some of them messages and the page that they make.</summary>
internal static partial class Manual
{
    private static readonly string Text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", "pipeline-file.md"));

    /// <summary>One example: where it stands, the file that it makes, and the steps below it.</summary>
    internal sealed record Example(int Line, string File, IReadOnlyList<Step> Steps);

    /// <summary>A message that arrives, or the lines of a page that is read.</summary>
    internal sealed record Step(DateTimeOffset At, string? Subject, string Payload, IReadOnlyList<KeyValuePair<string, double?>> Page);

    internal static IReadOnlyList<Example> Read()
    {
        var examples = new List<Example>();
        foreach (Match block in Blocks().Matches(Text))
        {
            var content = block.Groups[2].Value;
            if (block.Groups[1].Value == "yaml") examples.Add(new Example(Text.AsSpan(0, block.Index).Count('\n') + 1, examples.Count == 0 ? content : Place(content, examples[0].File), []));
            else examples[^1] = examples[^1] with { Steps = ReadSteps(content) };
        }

        return examples;
    }

    /// <summary>The whole file with some of its sections replaced.</summary>
    private static string Place(string sections, string whole)
    {
        var given = Sections().Matches(sections).Select(s => s.Groups[1].Value).ToHashSet();
        return string.Concat(Sections().Matches(whole).Where(s => !given.Contains(s.Groups[1].Value)).Select(s => s.Value)) + sections;
    }

    private static List<Step> ReadSteps(string content)
    {
        var steps = new List<Step>();
        foreach (var line in content.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Timed().Match(line) is { Success: true } timed)
            {
                var isPage = timed.Groups[2].Value == "page";
                steps.Add(new Step(FileRun.Start.AddSeconds(int.Parse(timed.Groups[1].Value, CultureInfo.InvariantCulture)), isPage ? null : timed.Groups[2].Value, timed.Groups[3].Value, []));
            }
            else
            {
                var space = line.LastIndexOf(' ');
                double? value = line[(space + 1)..] == "absent" ? null : double.Parse(line[(space + 1)..], CultureInfo.InvariantCulture);
                steps[^1] = steps[^1] with { Page = [.. steps[^1].Page, new(line[..space], value)] };
            }
        }

        return steps;
    }

    [GeneratedRegex(@"^```(yaml|text)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"^(\w+):.*\n(?:(?:[ \t].*)?\n)*", RegexOptions.Multiline)]
    private static partial Regex Sections();

    [GeneratedRegex(@"^(\d+)s +(\S+) *(.*)$")]
    private static partial Regex Timed();
}
