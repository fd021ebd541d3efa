using Streams.Filtering;

namespace Streams.Tests.Whole;

/// <summary>F2, one event at a time, by names.</summary>
internal static class NaiveCondition
{
    internal static bool Holds(Condition condition, Func<string, double> field, Func<string, string> key) => condition switch
    {
        Condition.And and => Holds(and.Left, field, key) && Holds(and.Right, field, key),
        Condition.Or or => Holds(or.Left, field, key) || Holds(or.Right, field, key),
        Condition.Not not => !Holds(not.Operand, field, key),
        Condition.KeyIs keyIs => (key(keyIs.Key) == keyIs.Text) == (keyIs.Operator == "=="),
        Condition.Compare compare => Holds(compare.Operator, Of(compare.Left, field), Of(compare.Right, field)),
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };

    private static double Of(Operand operand, Func<string, double> field) => operand is Operand.Number number ? number.Value : field(((Operand.Field)operand).Name);

    private static bool Holds(string symbol, double left, double right)
    {
        if (double.IsNaN(left) || double.IsNaN(right)) return false;
        var order = left.CompareTo(right);
        return symbol switch { "==" => order == 0, "!=" => order != 0, "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 };
    }
}
