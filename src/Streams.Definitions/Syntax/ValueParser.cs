using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Yaml;
using Streams.Reducing;

namespace Streams.Definitions.Syntax;

/// <summary>Reads <c>value</c>: arithmetic over reducers (F1). Whether the fields exist is not its affair.</summary>
internal sealed class ValueParser
{
    private const int MaxNodes = 256;
    private readonly TextCursor _text;
    private readonly Report _report;
    private readonly List<FieldUse> _uses = [];
    private int _nodes;
    private bool _isWrong;

    private ValueParser(YamlNode.Scalar scalar, Report report)
    {
        _text = new TextCursor(scalar, report);
        _report = report;
    }

    /// <summary>Reads a value; null, and mistakes, where it is wrong: of grammar the first one, and every wrong reducer before it.</summary>
    public static ParsedValue? Parse(YamlNode.Scalar scalar, Report report)
    {
        var parser = new ValueParser(scalar, report);
        var value = parser.Sum();
        if (value is null) return null;
        if (!parser._text.IsAtEnd)
        {
            parser.Fail($"{parser._text.NextNoun} cannot stand here", "put + - * or / between values, and balance the parentheses");
            return null;
        }

        if (parser._uses.Count == 0 && !parser._isWrong) report.Add(scalar.At, "the value calls no reducer", "write one, such as last(FIELD) or sum(FIELD)");
        return parser._isWrong || parser._uses.Count == 0 ? null : new ParsedValue(value, parser._uses);
    }

    private ValueExpression? Sum()
    {
        var left = Product();
        while (left is not null && Operator('+', '-') is { } sign)
        {
            left = Product() is { } right ? Node(new ValueExpression.Binary(sign, left, right)) : null;
        }

        return left;
    }

    private ValueExpression? Product()
    {
        var left = Factor();
        while (left is not null && Operator('*', '/') is { } sign)
        {
            left = Factor() is { } right ? Node(new ValueExpression.Binary(sign, left, right)) : null;
        }

        return left;
    }

    private ValueExpression? Factor()
    {
        if (++_nodes > MaxNodes) return Fail("the value is too long", $"use at most {MaxNodes} numbers, calls, operators and parentheses");
        if (_text.Take('-')) return Factor() is { } operand ? new ValueExpression.Negate(operand) : null;
        if (_text.Take('('))
        {
            var inner = Sum();
            if (inner is null || _text.Take(')')) return inner;
            return Fail($"{_text.NextNoun} where a parenthesis should close", "write ')'");
        }

        if (_text.Number() is { } number) return new ValueExpression.Number(number);
        var at = _text.At;
        if (_text.Name() is { } name) return _text.Take('(') ? Call(name, at) : Bare(name, at);
        return Fail($"{_text.NextNoun} where a value should be", "write a number or a call such as sum(FIELD)");
    }

    private ValueExpression.Call? Call(string reducer, Position at)
    {
        var argument = _text.Number();
        if (argument is not null && !_text.Take(','))
        {
            return FailCall("a number alone is no field", "write " + Form(Reducers.All.First(k => k.Arguments == ReducerArguments.QuantileAndField)));
        }
        var fieldAt = _text.At;
        var field = _text.Name();
        var kind = Reducers.Find(reducer);
        if (!_text.Take(')'))
        {
            return FailCall($"{_text.NextNoun} in a call of {reducer}", $"write {Form(kind) ?? reducer + "(FIELD)"}, the field of letters, digits and _");
        }
        var call = new ValueExpression.Call(reducer, field, argument);
        if (kind is null) Wrong(at, $"unknown reducer {Settings.Quote(reducer)}", Nearest.Advice(reducer, Reducers.Names));
        else if (!kind.Fits(call)) Wrong(at, $"{reducer} is called with the wrong arguments", "write " + Form(kind));
        else if (argument is > 1) Wrong(at, $"a {reducer} is from 0 to 1", "write " + Form(kind));

        _uses.Add(new FieldUse(call, at, fieldAt));
        return call;
    }

    private ValueExpression? Bare(string name, Position at)
    {
        Wrong(at, $"{Settings.Quote(name)} is no value by itself",
            Reducers.Find(name) is { } kind ? "write " + Form(kind) : $"reduce it, such as last({name})");
        return null;
    }

    private static string? Form(ReducerKind? kind) => kind is null ? null : string.Join(" or ", kind.Forms);

    private char? Operator(char one, char other) => _text.Take(one) ? one : _text.Take(other) ? other : null;

    private ValueExpression.Binary Node(ValueExpression.Binary node)
    {
        _nodes++;
        return node;
    }

    private ValueExpression.Call? FailCall(string wrong, string right)
    {
        Fail(wrong, right);
        return null;
    }

    private ValueExpression? Fail(string wrong, string right)
    {
        Wrong(_text.At, wrong, right);
        return null;
    }

    private void Wrong(Position at, string wrong, string right)
    {
        _isWrong = true;
        _report.Add(at, wrong, right);
    }
}
