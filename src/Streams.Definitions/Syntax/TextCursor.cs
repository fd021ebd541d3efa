using System.Globalization;
using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Yaml;

namespace Streams.Definitions.Syntax;

/// <summary>Walks over the text of a scalar and knows the place of every character in the file.</summary>
internal sealed class TextCursor(YamlNode.Scalar scalar, Report report)
{
    private static readonly string[] Comparisons = ["==", "!=", "<=", ">=", "<", ">"];

    private readonly string _text = scalar.Text;
    private int _next;

    /// <summary>The next character behind spaces; NUL at the end.</summary>
    public char Next
    {
        get
        {
            while (_next < _text.Length && char.IsWhiteSpace(_text[_next])) _next++;
            return _next < _text.Length ? _text[_next] : '\0';
        }
    }

    /// <summary>Where the next character is.</summary>
    public Position At
    {
        get
        {
            _ = Next;
            return scalar.CharacterAt(_next);
        }
    }

    /// <summary>Whether everything is read.</summary>
    public bool IsAtEnd => Next == '\0' && _next >= _text.Length;

    /// <summary>Reads a character, if it is next.</summary>
    public bool Take(char c)
    {
        if (IsAtEnd || Next != c) return false;
        _next++;
        return true;
    }

    /// <summary>Reads a word, if it is next.</summary>
    public bool TakeWord(string word)
    {
        _ = Next;
        var from = _next;
        if (Name() == word) return true;
        _next = from;
        return false;
    }

    /// <summary>Reads a name of letters, digits and underscores; null if none is next.</summary>
    public string? Name()
    {
        if (!char.IsAsciiLetter(Next) && Next != '_') return null;
        var from = _next;
        while (_next < _text.Length && (char.IsAsciiLetterOrDigit(_text[_next]) || _text[_next] == '_')) _next++;
        return _text[from.._next];
    }

    /// <summary>Reads text between single or double quotes, which has no escapes; null if none is next, or it does not end.</summary>
    public string? Quoted()
    {
        if (Next is not ('"' or '\'')) return null;
        var end = _text.IndexOf(_text[_next], _next + 1);
        if (end < 0) return null;
        var quoted = _text[(_next + 1)..end];
        _next = end + 1;
        return quoted;
    }

    /// <summary>Reads a comparison sign; null if none is next.</summary>
    public string? Comparison()
    {
        _ = Next;
        var sign = Array.Find(Comparisons, sign => _text.AsSpan(_next).StartsWith(sign));
        _next += sign?.Length ?? 0;
        return sign;
    }

    /// <summary>Reads everything up to the next space or comma.</summary>
    public string Token()
    {
        _ = Next;
        var from = _next;
        while (_next < _text.Length && !char.IsWhiteSpace(_text[_next]) && _text[_next] != ',') _next++;
        return _text[from.._next];
    }

    /// <summary>Reads a number without sign, such as 100, 0.5 or 1e6; null if none is next, or it is too great for a double.</summary>
    public double? Number()
    {
        if (!char.IsAsciiDigit(Next) && Next != '.') return null;
        var from = _next;
        Digits();
        if (_next < _text.Length && _text[_next] == '.')
        {
            _next++;
            Digits();
        }

        if (_next < _text.Length && _text[_next] is 'e' or 'E')
        {
            var exponent = _next + 1 < _text.Length && _text[_next + 1] is '+' or '-' ? 2 : 1;
            if (_next + exponent < _text.Length && char.IsAsciiDigit(_text[_next + exponent]))
            {
                _next += exponent;
                Digits();
            }
        }

        var style = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (double.TryParse(_text.AsSpan(from, _next - from), style, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) return number;
        _next = from;
        return null;
    }

    /// <summary>Reports a mistake at the next character.</summary>
    public void Mistake(string wrong, string right) => report.Add(At, wrong, right);

    /// <summary>Reports a mistake at a place that was passed.</summary>
    public void MistakeAt(Position at, string wrong, string right) => report.Add(at, wrong, right);

    /// <summary>The next character as a message names it.</summary>
    public string NextNoun => IsAtEnd ? "the end" : Settings.Quote(Next.ToString());

    private void Digits()
    {
        while (_next < _text.Length && char.IsAsciiDigit(_text[_next])) _next++;
    }
}
