using System.Globalization;
using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Syntax;
using Streams.Definitions.Yaml;

namespace Streams.Definitions.Sections;

/// <summary>A mapping of the file as its reader sees it.</summary>
/// <param name="mapping">The mapping.</param>
/// <param name="at">The place for what is missing in it: its key.</param>
/// <param name="noun">What it is, for messages, such as <c>source 'stats'</c>.</param>
/// <param name="report">Where mistakes go.</param>
internal sealed class SettingsNode(YamlNode.Mapping mapping, Position at, string noun, Report report) : Settings
{
    private readonly HashSet<string> _asked = [];
    private readonly List<string> _further = [];
    private readonly List<SettingsNode> _children = [];

    /// <summary>Where it begins.</summary>
    public Position At => mapping.At;

    /// <summary>The mapping's entries, in order.</summary>
    public IReadOnlyList<KeyValuePair<YamlNode.Scalar, YamlNode>> Entries => mapping.Entries;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Keys => [.. mapping.Entries.Select(entry => entry.Key.Text)];

    /// <summary>The place of a key's value; of the mapping, where the key is not there.</summary>
    public Position PlaceOf(string key) => mapping.Find(key)?.At ?? at;

    /// <inheritdoc/>
    public override string? Text(string key, bool required = false) => Scalar(key, required)?.Text;

    /// <summary>A scalar with its place.</summary>
    public YamlNode.Scalar? Scalar(string key, bool required = false) => Node(key, required) switch
    {
        null => null,
        YamlNode.Scalar scalar => scalar,
        var node => Wrong<YamlNode.Scalar>(key, node, "text", $"write {key}: TEXT"),
    };

    /// <inheritdoc/>
    public override TimeSpan? Duration(string key, bool required = false) => Duration(key, allowZero: false, required);

    /// <summary>A length of time, of zero where that means something.</summary>
    public TimeSpan? Duration(string key, bool allowZero, bool required)
    {
        if (Scalar(key, required) is not { } scalar) return null;
        var length = DurationParser.Parse(scalar.Text);
        if (length > TimeSpan.Zero || (allowZero && length == TimeSpan.Zero)) return length;
        var wrong = length is null ? "is no length of time" : "is no length of time above zero";
        report.Add(scalar.At, $"{Settings.Quote(scalar.Text)} {wrong}", DurationParser.Form);
        return null;
    }

    /// <summary>A whole number of at least 1.</summary>
    public int? Count(string key)
    {
        if (Scalar(key) is not { } scalar) return null;
        if (int.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0) return number;
        report.Add(scalar.At, $"{Settings.Quote(scalar.Text)} is no whole number from 1 to {int.MaxValue}", $"write {key}: 10000");
        return null;
    }

    /// <inheritdoc/>
    public override string? Choice(string key, IReadOnlyList<string> choices, bool required = false)
    {
        if (Scalar(key, required) is not { } scalar) return null;
        if (choices.Contains(scalar.Text)) return scalar.Text;
        report.Add(scalar.At, $"unknown {key} {Settings.Quote(scalar.Text)}", Nearest.Advice(scalar.Text, choices));
        return null;
    }

    /// <inheritdoc/>
    public override SettingsNode? Mapping(string key, bool required = false)
    {
        var node = Node(key, required);
        if (node is null) return null;
        if (node is not YamlNode.Mapping nested) return Wrong<SettingsNode>(key, node, "a mapping", $"write keys and values under {key}");
        var keyAt = mapping.Entries.First(entry => entry.Key.Text == key).Key.At;
        var child = new SettingsNode(nested, keyAt, Settings.Quote(key), report);
        _children.Add(child);
        return child;
    }

    /// <summary>The mappings of a list; empty where it is not there or not so.</summary>
    /// <param name="key">The list's key.</param>
    /// <param name="item">What one of them is, for messages.</param>
    /// <param name="required">Whether it is a mistake that there is none.</param>
    public IReadOnlyList<SettingsNode> Mappings(string key, string item, bool required = false)
    {
        if (Node(key, required) is not { } node) return [];
        if (node is not YamlNode.Sequence list)
        {
            report.Add(node.At, $"{Settings.Quote(key)} of {noun} is {node.Noun}, not a list", $"write - and keys with values under {key}");
            return [];
        }

        if (list.Items.Count == 0 && required) report.Add(node.At, $"{Settings.Quote(key)} of {noun} is an empty list", $"write one {item}");
        foreach (var other in list.Items.Where(i => i is not YamlNode.Mapping)) report.Add(other.At, $"one {item} is {other.Noun}, not a mapping",
            "write keys and values behind the -");
        SettingsNode[] children = [.. list.Items.OfType<YamlNode.Mapping>().Select(m => new SettingsNode(m, m.At, $"the {item}", report))];
        _children.AddRange(children);
        return children;
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Texts(string key, bool required = false) =>
        [.. Scalars(key, required).Select(scalar => scalar.Text)];

    /// <summary>The scalar, or the scalars of a list, with their places; empty where it is not there or not so.</summary>
    public IReadOnlyList<YamlNode.Scalar> Scalars(string key, bool required = false)
    {
        var node = Node(key, required);
        if (node is null) return [];
        var items = node is YamlNode.Sequence sequence ? sequence.Items : [node];
        foreach (var item in items.Where(item => item is not YamlNode.Scalar || item is YamlNode.Scalar { IsNull: true }))
        {
            var what = item is YamlNode.Scalar ? "nothing" : item.Noun;
            report.Add(item.At, $"{Settings.Quote(key)} holds {what} where text should be", $"write {key}: TEXT or {key}: [TEXT, TEXT]");
        }

        var scalars = items.OfType<YamlNode.Scalar>().Where(scalar => !scalar.IsNull).ToList();
        if (items.Count == 0 && required) report.Add(node.At, $"{Settings.Quote(key)} of {noun} is an empty list", $"write {key}: TEXT or {key}: [TEXT, TEXT]");
        return scalars;
    }

    /// <inheritdoc/>
    public override void Mistake(string key, string wrong, string right) => report.Add(PlaceOf(key), wrong, right);

    /// <summary>Makes a key known that is read elsewhere.</summary>
    public void MarkRead(string key) => _asked.Add(key);

    /// <summary>Names that would have been right, too, for "did you mean".</summary>
    public void AlsoKnown(IEnumerable<string> keys) => _further.AddRange(keys);

    /// <summary>Reports the keys that nobody asked for, here and below.</summary>
    public void ReportUnknownKeys()
    {
        var known = _further.Concat(_asked).ToList();
        foreach (var (key, _) in mapping.Entries.Where(entry => !_asked.Contains(entry.Key.Text)))
        {
            report.Add(key.At, $"unknown key {Settings.Quote(key.Text)} in {noun}", Nearest.Advice(key.Text, known));
        }

        foreach (var child in _children) child.ReportUnknownKeys();
    }

    private YamlNode? Node(string key, bool required)
    {
        _asked.Add(key);
        var node = mapping.Find(key);
        if (node is null)
        {
            if (required) report.Add(at, $"{noun} has no {Settings.Quote(key)}", $"add {key}: …");
            return null;
        }

        if (node is not YamlNode.Scalar { IsNull: true } empty) return node;
        report.Add(empty.At, $"{Settings.Quote(key)} of {noun} has no value", $"write one behind {key}:, or leave {key} out");
        return null;
    }

    private T? Wrong<T>(string key, YamlNode node, string expected, string right)
        where T : class
    {
        report.Add(node.At, $"{Settings.Quote(key)} of {noun} is {node.Noun}, not {expected}", right);
        return null;
    }
}
