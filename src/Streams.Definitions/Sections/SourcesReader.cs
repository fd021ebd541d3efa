using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Syntax;

namespace Streams.Definitions.Sections;

/// <summary>Reads <c>sources</c>: what every kind has in common here, the rest by the kind that the source names.</summary>
internal sealed class SourcesReader(Report report, IReadOnlyList<ISourceKind> kinds)
{
    private static readonly TimeSpan LatenessOfPayloads = TimeSpan.FromSeconds(5);

    /// <summary>All sources by name, in the file's order; null is one whose mistakes forbid it.</summary>
    public OrderedDictionary<string, SourceDefinition?> Read(SettingsNode sources)
    {
        var read = new OrderedDictionary<string, SourceDefinition?>();
        foreach (var (name, node) in sources.Entries)
        {
            if (name.Text.Length == 0) report.Add(name.At, "a source without a name", "write a name before the colon");
            read[name.Text] = sources.Mapping(name.Text) is { } settings ? Read(name.Text, settings, sources) : null;
        }

        return read;
    }

    private SourceDefinition? Read(string name, SettingsNode settings, SettingsNode sources)
    {
        var source = ReadKind(name, settings);
        var expire = settings.Duration("expire");
        var lateness = settings.Duration("lateness", allowZero: true, required: false);
        var alive = ReadOthers("alive", "beat whether anything changed or not", name, settings, sources.Keys);
        var vouchedBy = ReadOthers("vouched_by", "prove that a worker is there", name, settings, sources.Keys);
        return source is null ? null : source with
        {
            Expire = expire ?? source.Expire,
            Lateness = lateness ?? (source.HasEventTime ? LatenessOfPayloads : TimeSpan.Zero),
            Alive = alive,
            VouchedBy = vouchedBy,
        };
    }

    private SourceDefinition? ReadKind(string name, SettingsNode settings)
    {
        var names = kinds.Select(kind => kind.Name).ToList();
        var present = settings.Entries.Where(entry => names.Contains(entry.Key.Text)).Select(entry => entry.Key).ToList();
        settings.AlsoKnown(names);
        foreach (var second in present.Skip(1))
        {
            report.Add(second.At, $"source {Settings.Quote(name)} has a second kind {Settings.Quote(second.Text)}", "make it a source of its own");
            settings.MarkRead(second.Text);
        }

        // Without a kind, or with two, whose decode it is nobody knows: that is told already.
        if (present.Count != 1) settings.MarkRead("decode");
        if (present.Count > 0) return kinds.First(kind => kind.Name == present[0].Text).Read(name, settings);
        var isMisspelt = settings.Keys.Any(key => key is not ("expire" or "lateness" or "alive" or "vouched_by" or "decode"));
        if (!isMisspelt) settings.Mistake("", $"source {Settings.Quote(name)} has no kind", $"add one of: {string.Join(", ", names)}");
        return null;
    }

    /// <summary>A list of other sources, which the user is told to choose by what they do.</summary>
    private List<string> ReadOthers(string key, string what, string name, SettingsNode settings, IReadOnlyList<string> known)
    {
        var others = new List<string>();
        foreach (var item in settings.Scalars(key))
        {
            if (item.Text == name)
            {
                report.Add(item.At, $"{key} of source {Settings.Quote(name)} names the source itself",
                    $"name sources that {what}");
            }
            else if (!known.Contains(item.Text))
            {
                report.Add(item.At, $"unknown source {Settings.Quote(item.Text)}", Nearest.Advice(item.Text, known.Where(other => other != name)));
            }
            else if (others.Contains(item.Text)) report.Add(item.At, $"source {Settings.Quote(item.Text)} twice", "leave the second out");
            else others.Add(item.Text);
        }

        return others;
    }
}
