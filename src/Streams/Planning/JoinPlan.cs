using Streams.Definition;

namespace Streams.Planning;

/// <summary>One joined label, against the sources of its pipeline.</summary>
internal sealed class JoinPlan
{
    private readonly int[] _ranks;
    private readonly int[] _keys;

    internal JoinPlan(JoinDefinition join, IReadOnlyList<SourceDefinition> sources)
    {
        string[] from = [.. join.From];
        Sources = from.Length;
        _ranks = [.. sources.Select(s => Array.IndexOf(from, s.Name))];
        _keys = [.. sources.Select(s => s.Schema.KeyIndex(join.Label))];
        if (_ranks.Where((rank, i) => rank >= 0 && _keys[i] < 0).Any())
        {
            throw new ArgumentException($"A source of the joined label {join.Label} has no key of that name.", nameof(join));
        }
    }

    /// <summary>How many sources tell it.</summary>
    internal int Sources { get; }

    /// <summary>The precedence of a source; -1 where it does not tell the label.</summary>
    internal int RankOf(int source) => _ranks[source];

    /// <summary>The position of the label among a source's keys.</summary>
    internal int KeyOf(int source) => _keys[source];
}
