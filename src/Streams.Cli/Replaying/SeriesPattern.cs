using System.Text.RegularExpressions;
using Streams.Cli.CommandLine;
using Streams.Definitions.Syntax;

namespace Streams.Cli.Replaying;

/// <summary>Which series are asked for: a name with * and ?, that may go on with labels: <c>llm_kv_*</c>, <c>llm_*{*worker_id="7"*</c>.</summary>
internal sealed class SeriesPattern(IReadOnlyList<string> globs)
{
    private readonly Regex[] _patterns = [.. globs.Select(glob => new Regex($"^{Regex.Escape(glob).Replace("\\*", ".*").Replace("\\?", ".")}$",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking))];
    private readonly Dictionary<string, bool> _known = [];

    /// <summary>Whether any series was.</summary>
    private bool HasMatched { get; set; }

    /// <summary>Whether a series is among them, by its name or by its name and labels; the program's own are only where they are named.</summary>
    internal bool Matches(string name, string id)
    {
        if (_known.TryGetValue(id, out var matches)) return matches;
        matches = _patterns.Length == 0 ? !name.StartsWith("streams_", StringComparison.Ordinal) : _patterns.Any(p => p.IsMatch(name) || p.IsMatch(id));
        HasMatched |= matches;
        return _known[id] = matches;
    }

    /// <summary>A pattern that matches nothing is most often mistyped: what was asked for is there, and the exit code says that it is empty.</summary>
    internal void RefuseNone(IEnumerable<string> families)
    {
        if (HasMatched || globs.Count == 0) return;
        throw CommandException.Failure($"no series matches {string.Join(" or ", globs.Select(g => "--series " + g))}; {Nearest.Advice(globs[0], families)}");
    }
}
