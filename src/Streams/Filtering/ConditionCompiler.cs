using Streams.Events;

namespace Streams.Filtering;

/// <summary>Turns a condition into a test of one source's events: fields and keys by position, not by name.</summary>
internal static class ConditionCompiler
{
    internal static Func<Event, bool> Compile(Condition condition, EventSchema schema)
    {
        switch (condition)
        {
            case Condition.And and:
                var (allLeft, allRight) = (Compile(and.Left, schema), Compile(and.Right, schema));
                return e => allLeft(e) && allRight(e);
            case Condition.Or or:
                var (anyLeft, anyRight) = (Compile(or.Left, schema), Compile(or.Right, schema));
                return e => anyLeft(e) || anyRight(e);
            case Condition.Not not:
                var operand = Compile(not.Operand, schema);
                return e => !operand(e);
            case Condition.KeyIs keyIs:
                return Compile(keyIs, schema.KeyIndex(keyIs.Key));
            case Condition.Compare compare:
                return Compile(compare.Operator, Read(compare.Left, schema), Read(compare.Right, schema));
            default:
                throw new ArgumentException("The condition is of an unknown kind.", nameof(condition));
        }
    }

    private static Func<Event, bool> Compile(Condition.KeyIs keyIs, int key)
    {
        var isEqual = keyIs.Operator switch
        {
            "==" => true,
            "!=" => false,
            _ => throw new ArgumentException($"Keys are not compared by '{keyIs.Operator}'.", nameof(keyIs)),
        };
        return key < 0 ? _ => false : e => string.Equals(e.Keys.Values[key], keyIs.Text, StringComparison.Ordinal) == isEqual;
    }

    private static Func<Event, bool> Compile(string symbol, Func<Event, double> left, Func<Event, double> right) => symbol switch
    {
        "==" => e => left(e) == right(e),
        "!=" => e => left(e) is var a && right(e) is var b && (a < b || a > b), // not a != b, which is true of what is not there
        "<" => e => left(e) < right(e),
        "<=" => e => left(e) <= right(e),
        ">" => e => left(e) > right(e),
        ">=" => e => left(e) >= right(e),
        _ => throw new ArgumentException($"There is no operator '{symbol}'.", nameof(symbol)),
    };

    private static Func<Event, double> Read(Operand operand, EventSchema schema)
    {
        if (operand is Operand.Number number) return _ => number.Value;
        var field = operand is Operand.Field named
            ? schema.FieldIndex(named.Name)
            : throw new ArgumentException("The operand is of an unknown kind.", nameof(operand));
        return field < 0 ? _ => double.NaN : e => e[field];
    }
}
