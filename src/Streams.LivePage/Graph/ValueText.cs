using System.Globalization;
using Streams.Reducing;

namespace Streams.LivePage.Graph;

/// <summary>A metric's value as a pipeline file writes it.</summary>
internal static class ValueText
{
    internal static string Of(ValueExpression value) => value switch
    {
        ValueExpression.Number number => Text(number.Value),
        ValueExpression.Negate negate => "-" + Inner(negate.Operand, binds: 2),
        ValueExpression.Binary binary =>
            $"{Inner(binary.Left, Binds(binary))} {binary.Operator} {Inner(binary.Right, Binds(binary) + (binary.Operator is '-' or '/' ? 1 : 0))}",
        ValueExpression.Call { Bounds.Count: > 0 } histogram => $"{histogram.Field} in buckets to {string.Join(", ", histogram.Bounds.Select(Text))}",
        ValueExpression.Call call => $"{call.Reducer}({string.Join(", ", Arguments(call))})",
        _ => throw new ArgumentOutOfRangeException(nameof(value)),
    };

    private static IEnumerable<string> Arguments(ValueExpression.Call call)
    {
        if (call.Argument is { } argument) yield return Text(argument);
        if (call.Field is { } field) yield return field;
    }

    private static int Binds(ValueExpression.Binary binary) => binary.Operator is '*' or '/' ? 1 : 0;

    private static string Inner(ValueExpression value, int binds) =>
        value is ValueExpression.Binary inner && Binds(inner) < binds ? $"({Of(value)})" : Of(value);

    private static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);
}
