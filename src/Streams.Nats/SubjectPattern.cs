using System.Text.RegularExpressions;

namespace Streams.Nats;

/// <summary>
/// A subject with wildcards: NATS' own, <c>*</c> for a token and <c>&gt;</c> for the rest, and <c>*</c> within a token, which NATS does not have.
/// </summary>
internal sealed class SubjectPattern
{
    /// <summary>Subjects that a filter remembers; there are as many as there are components and endpoints in a fleet.</summary>
    private const int MostKnown = 10_000;

    private readonly string[] _tokens;

    internal SubjectPattern(string text)
    {
        _tokens = text.Split('.');
        Subject = string.Join('.', _tokens.Select(token => token.Contains('*') ? "*" : token));
        IsPlain = Subject == text;
    }

    /// <summary>What NATS is asked for.</summary>
    internal string Subject { get; }

    /// <summary>Whether NATS sends nothing else.</summary>
    internal bool IsPlain { get; }

    internal bool Matches(string subject)
    {
        var tokens = subject.Split('.');
        for (var i = 0; i < _tokens.Length; i++)
        {
            if (_tokens[i] == ">") return tokens.Length > i;
            if (i == tokens.Length || !Matches(_tokens[i], tokens[i])) return false;
        }

        return tokens.Length == _tokens.Length;
    }

    /// <summary>Gives a subject back that one of the patterns matches, and null for another; of one thread at a time.</summary>
    internal static Func<string, string?> Filter(IReadOnlyList<SubjectPattern> patterns)
    {
        var known = new Dictionary<string, string?>();
        return subject =>
        {
            if (known.TryGetValue(subject, out var verdict)) return verdict;
            if (known.Count == MostKnown) known.Clear();
            return known[subject] = patterns.Any(p => p.Matches(subject)) ? subject : null;
        };
    }

    private static bool Matches(string pattern, string token)
    {
        var star = pattern.IndexOf('*');
        if (star < 0) return pattern == token;
        return pattern == "*"
            || Regex.IsMatch(token, $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}$",
                RegexOptions.NonBacktracking | RegexOptions.Singleline);
    }
}
