namespace Streams.Simulation;

/// <summary>A NATS subject with wildcards: <c>*</c> is one token, a last <c>&gt;</c> one or more.</summary>
internal sealed class SubjectPattern(string pattern)
{
    private readonly string[] _tokens = pattern.Split('.');

    internal bool Matches(string subject)
    {
        var tokens = subject.Split('.');
        for (var i = 0; i < _tokens.Length; i++)
        {
            if (i == tokens.Length) return false;
            if (_tokens[i] == ">" && i == _tokens.Length - 1) return true;
            if (_tokens[i] != "*" && _tokens[i] != tokens[i]) return false;
        }

        return tokens.Length == _tokens.Length;
    }
}
