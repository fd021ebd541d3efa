using System.Text;

namespace Streams.Recording;

/// <summary>Gives names that come again and again the same string.</summary>
internal sealed class Utf8Names
{
    private const int Kept = 4096;
    private readonly HashSet<string> _known = [];
    private readonly (byte[] Text, string Name)[] _recent = [([], ""), ([], ""), ([], ""), ([], ""), ([], ""), ([], ""), ([], ""), ([], "")];
    private int _next;

    internal string Of(ReadOnlySpan<byte> text)
    {
        // The sources and their subjects: most lines have those of a line just before.
        foreach (var (recent, name) in _recent)
        {
            if (text.SequenceEqual(recent)) return name;
        }

        var known = Of(Encoding.UTF8.GetString(text));
        _recent[_next] = (text.ToArray(), known);
        _next = (_next + 1) % _recent.Length;
        return known;
    }

    internal string Of(string name)
    {
        if (_known.TryGetValue(name, out var known)) return known;
        if (_known.Count >= Kept) _known.Clear();
        _known.Add(name);
        return name;
    }
}
