using System.Diagnostics.CodeAnalysis;
using Streams.Definition;
using Streams.Publishing;

namespace Streams.Prometheus;

/// <summary>Every name on the page, and who declared it: a later declaration must not contradict the first.</summary>
internal sealed class Declarations
{
    private readonly Dictionary<string, Declared> _families = [];

    internal bool TryGet(string name, [MaybeNullWhen(false)] out Declared declared) => _families.TryGetValue(name, out declared);

    /// <summary>Adds one more declaration of a family; the family itself is created by the first.</summary>
    internal T Enter<T>(SeriesFamily family, string owner, Func<T> create)
        where T : class
    {
        if (!_families.TryGetValue(family.Name, out var declared)) _families.Add(family.Name, declared = new Declared(family, owner, create()));
        else if (Difference(declared, family, declared.Content is T) is { } difference)
        {
            throw new InvalidOperationException($"{Twice(family.Name, declared.Owner, owner)}, {difference}; "
                + "both must be the same, or give one of the metrics another name");
        }

        var constants = family.ConstantLabels.Select(l => l.Value).ToArray();
        if (declared.Parts.Find(p => constants.SequenceEqual(p.Constants)) is { Constants: not null } same)
        {
            var labels = string.Join(", ", family.ConstantLabels.Select(l => $"{l.Key}=\"{l.Value}\""));
            throw new InvalidOperationException(
                $"{Twice(family.Name, same.Owner, owner)} with the same constant labels ({(labels.Length == 0 ? "none" : labels)}); one of them must differ");
        }

        declared.Parts.Add((owner, constants));
        return (T)declared.Content;
    }

    /// <summary>Takes the name of a histogram itself: of a family by that name it would be a second TYPE.</summary>
    internal void Take(SeriesFamily histogram, string owner)
    {
        if (_families.TryGetValue(histogram.Name, out var other))
        {
            throw new InvalidOperationException($"{Twice(histogram.Name, other.Owner, owner)}, as a {Name(other.First.Type)} and as a histogram; "
                + "give one of them another name");
        }

        _families[histogram.Name] = new Declared(histogram, owner, new object());
    }

    /// <summary>The names of all labels. Constant ones are ordinary ones here: prometheus-net writes its own static labels last, and ours come first.</summary>
    internal static string[] LabelNames(SeriesFamily family) => [.. family.ConstantLabels.Select(l => l.Key), .. family.LabelNames];

    private static string Twice(string metric, string first, string second) =>
        $"metric {metric} is declared twice" + (first.Length > 0 && second.Length > 0 ? $", by {first} and by {second}" : "");

    private static string? Difference(Declared declared, SeriesFamily second, bool isSameKind)
    {
        var first = declared.First;
        if (first.Type != second.Type) return $"as a {Name(first.Type)} and as a {Name(second.Type)}";
        if (first.Help != second.Help) return $"with two help texts, \"{first.Help}\" and \"{second.Help}\"";
        var constant = first.ConstantLabels.Select(l => l.Key).SequenceEqual(second.ConstantLabels.Select(l => l.Key));
        if (!constant || !first.LabelNames.SequenceEqual(second.LabelNames))
        {
            return $"with different label names, [{string.Join(", ", LabelNames(first))}] and [{string.Join(", ", LabelNames(second))}]";
        }

        return isSameKind ? null : "with rows and with single series";
    }

    private static string Name(MetricType type) => type switch
    {
        MetricType.Counter => "counter",
        MetricType.Histogram => "histogram",
        _ => "gauge",
    };

    /// <summary>A name, as it was first declared, and what its series are made by.</summary>
    internal sealed record Declared(SeriesFamily First, string Owner, object Content)
    {
        internal List<(string Owner, string[] Constants)> Parts { get; } = [];
    }
}
