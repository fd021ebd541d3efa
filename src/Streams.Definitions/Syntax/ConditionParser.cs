using Streams.Definitions.Mistakes;
using Streams.Definitions.Yaml;
using Streams.Filtering;

namespace Streams.Definitions.Syntax;

/// <summary>Reads <c>where</c>: comparisons under <c>and</c>, <c>or</c> and <c>not</c> (F2). Whether the names exist is not its affair.</summary>
internal sealed class ConditionParser
{
    private const int MaxNodes = 256;
    private const string Form = "write FIELD > 20 or KEY == \"text\"";

    private readonly TextCursor _text;
    private readonly Report _report;
    private readonly List<NameUse> _uses = [];
    private int _nodes;

    private ConditionParser(YamlNode.Scalar scalar, Report report)
    {
        _text = new TextCursor(scalar, report);
        _report = report;
    }

    /// <summary>Reads a condition; null, and its first mistake, where it is wrong.</summary>
    public static ParsedCondition? Parse(YamlNode.Scalar scalar, Report report)
    {
        var parser = new ConditionParser(scalar, report);
        var condition = parser.Either();
        if (condition is null) return null;
        if (parser._text.IsAtEnd) return new ParsedCondition(condition, parser._uses);
        parser._text.Mistake($"{parser._text.NextNoun} cannot stand here", "put and or or between comparisons, and balance the parentheses");
        return null;
    }

    private Condition? Either()
    {
        var left = Both();
        while (left is not null && _text.TakeWord("or")) left = Both() is { } right ? new Condition.Or(left, right) : null;
        return left;
    }

    private Condition? Both()
    {
        var left = One();
        while (left is not null && _text.TakeWord("and")) left = One() is { } right ? new Condition.And(left, right) : null;
        return left;
    }

    private Condition? One()
    {
        if (++_nodes > MaxNodes) return Fail(_text.At, "the condition is too long", $"use at most {MaxNodes} comparisons, parentheses and nots");
        if (_text.TakeWord("not")) return One() is { } operand ? new Condition.Not(operand) : null;
        if (!_text.Take('(')) return Comparison();
        var inner = Either();
        if (inner is null || _text.Take(')')) return inner;
        return Fail(_text.At, $"{_text.NextNoun} where a parenthesis should close", "write ')'");
    }

    private Condition? Comparison()
    {
        var at = _text.At;
        if (Term.Read(_text) is not { } left) return Fail(at, $"{_text.NextNoun} where a comparison should be", Form);
        var symbolAt = _text.At;
        if (_text.Comparison() is not { } symbol) return Fail(symbolAt, $"{_text.NextNoun} where a comparison sign should be", "write one of == != < <= > >=");
        var rightAt = _text.At;
        if (Term.Read(_text) is not { } right) return Fail(rightAt, $"{_text.NextNoun} behind {symbol}", Form);
        if (left.Name is null && right.Name is null) return Fail(at, "a comparison of two constants", "name a field or a key on one side");
        if (left.Text is null && right.Text is null)
        {
            Use(left, at, isKey: false);
            Use(right, rightAt, isKey: false);
            return new Condition.Compare(symbol, left.Operand, right.Operand);
        }

        if (symbol is not ("==" or "!=")) return Fail(symbolAt, $"text is not compared by {symbol}", "keys are equal or not: use == or !=");
        Use(left, at, isKey: true);
        Use(right, rightAt, isKey: true);
        return new Condition.KeyIs(symbol, (left.Name ?? right.Name)!, (left.Text ?? right.Text)!);
    }

    private void Use(Term term, Position at, bool isKey)
    {
        if (term.Name is { } name) _uses.Add(new NameUse(name, at, isKey));
    }

    private Condition? Fail(Position at, string wrong, string right)
    {
        _report.Add(at, wrong, right);
        return null;
    }

    /// <summary>One side of a comparison: a name, text or a number.</summary>
    private sealed record Term(string? Name, string? Text, double Number)
    {
        internal Operand Operand => Name is null ? new Operand.Number(Number) : new Operand.Field(Name);

        internal static Term? Read(TextCursor text)
        {
            if (text.Quoted() is { } quoted) return new Term(null, quoted, double.NaN);
            var isNegative = text.Take('-');
            if (text.Number() is { } number) return new Term(null, null, isNegative ? -number : number);
            return isNegative || text.Name() is not { } name || name is "and" or "or" or "not" ? null : new Term(name, null, double.NaN);
        }
    }
}
