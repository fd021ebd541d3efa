using System.Text;

namespace Streams.Definitions.Mistakes;

/// <summary>Collects the mistakes of one file, and knows the file's lines to show them.</summary>
internal sealed class Report(string file)
{
    private const int LongestExcerpt = 160;
    private readonly HashSet<Mistake> _mistakes = [];
    private readonly HashSet<(string Parameter, string Wrong)> _ofParameters = [];
    private readonly List<int> _lineStarts = [0];
    private string _text = "";

    /// <summary>The file's name, as mistakes show it.</summary>
    public string File => file;

    /// <summary>The file's text, from the moment that it is known.</summary>
    public string Text
    {
        get => _text;
        set
        {
            _text = value;
            for (var i = 0; i < value.Length; i++)
            {
                var carriageReturnAlone = value[i] == '\r' && (i + 1 == value.Length || value[i + 1] != '\n');
                if (carriageReturnAlone || value[i] is '\n' or '\u0085' or '\u2028' or '\u2029') _lineStarts.Add(i + 1);
            }
        }
    }

    /// <summary>Adds a mistake; the same one counts once at the same place (an alias is read as often as it is used), and once of the same parameter.</summary>
    public void Add(Position at, string wrong, string right)
    {
        if (at.Parameter is not { } parameter || _ofParameters.Add((parameter, wrong)))
        {
            _mistakes.Add(new Mistake(file, at.Line, at.Column, wrong, right, Excerpt(at)));
        }
    }

    /// <summary>All mistakes in the order of the file.</summary>
    public IReadOnlyList<Mistake> Mistakes() => [.. _mistakes.OrderBy(m => m.Line).ThenBy(m => m.Column)];

    /// <summary>Where a place of the text is, in UTF-16 units from its beginning.</summary>
    public int OffsetOf(Position at) => _lineStarts[at.Line - 1] + at.Column - 1;

    private string Excerpt(Position at)
    {
        if (at.Line < 1 || at.Line > _lineStarts.Count) return "";
        var start = _lineStarts[at.Line - 1];
        var end = at.Line < _lineStarts.Count ? _lineStarts[at.Line] : _text.Length;
        var line = _text.AsSpan(start, end - start).TrimEnd("\r\n\u0085\u2028\u2029");
        var caret = Math.Clamp(at.Column - 1, 0, line.Length);
        var from = line.Length <= LongestExcerpt ? 0 : Math.Clamp(caret - (LongestExcerpt / 2), 0, line.Length - LongestExcerpt);
        var shown = line.Slice(from, Math.Min(LongestExcerpt, line.Length - from));
        var excerpt = new StringBuilder();
        foreach (var c in shown) excerpt.Append(char.IsControl(c) && c != '\t' ? ' ' : c);
        excerpt.Append('\n');
        foreach (var c in shown[..(caret - from)]) excerpt.Append(c == '\t' ? '\t' : ' ');
        return excerpt.Append('^').ToString();
    }
}
