using Streams.Definition;
namespace Streams.Definitions.Syntax;

/// <summary>
/// "Did you mean": the nearest known name by edit distance, a swap of neighbours counting once, and of equals the one that lacks characters; else one
/// that begins so.
/// </summary>
public static class Nearest
{
    private const int LongestName = 64;
    private const int MostNames = 200;

    /// <summary>What would be right instead of an unknown name: the nearest one, else the list of the known.</summary>
    public static string Advice(string unknown, IEnumerable<string> known)
    {
        var names = known.Distinct().Take(MostNames + 1).ToList();
        if (names.Count == 0) return "there are none here";
        if (Find(unknown, names) is { } near) return $"did you mean {Settings.Quote(near)}?";
        var more = names.Count > 20 ? ", …" : "";
        return $"known: {string.Join(", ", names.Take(20).Select(Settings.OneLine))}{more}";
    }

    /// <summary>The nearest name that is near enough to be meant, or null.</summary>
    public static string? Find(string unknown, IReadOnlyList<string> known)
    {
        if (unknown.Length is 0 or > LongestName) return null;
        var limit = Math.Max(1, unknown.Length / 3);
        var best = known
            .Where(name => name.Length <= LongestName && Math.Abs(name.Length - unknown.Length) <= limit)
            .Select(name => (Name: name, Distance: Distance(unknown, name)))
            .OrderBy(candidate => candidate.Distance)
            // Of equals, the one of which something was left out: unixms is unix_ms rather than unix_s.
            .ThenByDescending(candidate => candidate.Name.Length - unknown.Length == candidate.Distance)
            .FirstOrDefault((Name: "", Distance: int.MaxValue));
        if (best.Distance <= limit) return best.Name;
        return unknown.Length < 3 ? null : known.FirstOrDefault(name => name.StartsWith(unknown, StringComparison.OrdinalIgnoreCase));
    }

    private static int Distance(string a, string b)
    {
        var before = new int[b.Length + 1];
        var last = new int[b.Length + 1];
        var now = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            now[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replace = last[j - 1] + (char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1);
                now[j] = Math.Min(replace, 1 + Math.Min(last[j], now[j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) now[j] = Math.Min(now[j], before[j - 2] + 1);
            }

            (before, last, now) = (last, now, before);
        }

        return last[b.Length];
    }
}
