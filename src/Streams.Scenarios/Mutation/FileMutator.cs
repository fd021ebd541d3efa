using System.Globalization;
using Streams.Definitions.Syntax;
using Streams.Definitions.Yaml;

namespace Streams.Scenarios.Mutation;

/// <summary>Lists the changes that a pipeline file can suffer, key by key.</summary>
internal sealed class FileMutator(YamlNode.Mapping root)
{
    /// <summary>All changes, in the file's order of sections.</summary>
    public IEnumerable<Change> Changes() =>
        Each("labels").SelectMany(label => Labels(label.Path, label.Node))
            .Concat(Each("join").SelectMany(label => Dropped(label.Path, label.Node)))
            .Concat(Each("sources").SelectMany(source => Under(source.Path, source.Node, OfSource)))
            .Concat(Each("metrics").SelectMany(metric => Under(metric.Path, metric.Node, OfMetric)));

    private static IEnumerable<Change> OfSource(string path, string key, YamlNode node) => key switch
    {
        "expire" or "lateness" => Durations(path, node),
        "alive" => Dropped(path, node),
        _ => [],
    };

    private static IEnumerable<Change> OfMetric(string path, string key, YamlNode node) => key switch
    {
        "expire" or "remember" => Durations(path, node),
        "from" or "of" => Dropped(path, node),
        "by" => node is YamlNode.Scalar ? [Without(path, node)] : Dropped(path, node),
        "over" => Items(node).SelectMany(item => Texts(path, item, TextMutations.OfWindow)),
        "value" => Items(node).SelectMany(item => Texts(path, item, TextMutations.OfValue)),
        "where" or "having" => Items(node).SelectMany(item => Texts(path, item, TextMutations.OfCondition)),
        "across" => Items(node).SelectMany(item => Texts(path, item, TextMutations.OfAcross)),
        "buckets" => Items(node).SelectMany(item => Texts(path, item, TextMutations.OfNumber)),
        _ => [],
    };

    private IEnumerable<(string Path, YamlNode Node)> Each(string section) =>
        (root.Find(section) as YamlNode.Mapping)?.Entries.Select(e => ($"{section}.{e.Key.Text}", e.Value)) ?? [];

    private static IEnumerable<Change> Under(string path, YamlNode node, Func<string, string, YamlNode, IEnumerable<Change>> of) =>
        (node as YamlNode.Mapping)?.Entries.SelectMany(e => of($"{path}.{e.Key.Text}", e.Key.Text, e.Value)) ?? [];

    private static IEnumerable<YamlNode.Scalar> Items(YamlNode node) => node switch
    {
        YamlNode.Scalar scalar => [scalar],
        YamlNode.Sequence list => list.Items.OfType<YamlNode.Scalar>(),
        _ => [],
    };

    private static IEnumerable<Change> Labels(string path, YamlNode node)
    {
        foreach (var without in node is YamlNode.Mapping told
            ? told.Entries.Where(e => e.Key.Text == "join").SelectMany(e => Dropped($"{path}.{e.Key.Text}", e.Value))
            : [])
        {
            yield return without;
        }

        if (node is YamlNode.Scalar scalar) yield return To(path, scalar, scalar.Text, scalar.Text + "x", scalar.Text + "x");
    }

    private static IEnumerable<Change> Durations(string path, YamlNode node)
    {
        if (node is not YamlNode.Scalar scalar || DurationParser.Parse(scalar.Text) is not { } length) yield break;
        foreach (var other in (TimeSpan[])[length * 2, length / 2])
        {
            var text = DurationParser.Format(other);
            yield return To(path, scalar, scalar.Text, text, text);
        }
    }

    private static IEnumerable<Change> Dropped(string path, YamlNode node) =>
        node is YamlNode.Sequence { Items.Count: > 1 } list ? list.Items.OfType<YamlNode.Scalar>().Select(item => Without(path, item))
        : node is YamlNode.Sequence or YamlNode.Scalar ? [Without(path, node)]
        : [];

    private static Change Without(string path, YamlNode node) =>
        new($"{path}: without {string.Join(", ", Items(node).Select(item => item.Text))}", node, null);

    private static IEnumerable<Change> Texts(string path, YamlNode.Scalar scalar, Func<string, IEnumerable<(int At, string Was, string Becomes)>> words) =>
        words(scalar.Text).Select(w => To(path, scalar, w.Was, w.Becomes,
            string.Concat(scalar.Text.AsSpan(0, w.At), w.Becomes, scalar.Text.AsSpan(w.At + w.Was.Length))));

    private static Change To(string path, YamlNode.Scalar scalar, string was, string becomes, string text) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{path}: {was.Trim()} -> {(becomes.Length == 0 ? "nothing" : becomes)}"), scalar,
            scalar with { Text = text, Indent = null });
}
