using System.Globalization;
using Streams.Filtering;

namespace Streams.LivePage.Graph;

/// <summary>A condition as a pipeline file writes it.</summary>
internal static class ConditionText
{
    internal static string Of(Condition condition) => condition switch
    {
        Condition.Compare compare => $"{Of(compare.Left)} {compare.Operator} {Of(compare.Right)}",
        Condition.KeyIs key => $"{key.Key} {key.Operator} \"{key.Text}\"",
        Condition.And both => $"{Inner(both.Left)} and {Inner(both.Right)}",
        Condition.Or either => $"{Of(either.Left)} or {Of(either.Right)}",
        Condition.Not not => $"not ({Of(not.Operand)})",
        _ => throw new ArgumentOutOfRangeException(nameof(condition)),
    };

    /// <summary>A part of a condition that binds more tightly than <c>or</c>.</summary>
    private static string Inner(Condition condition) => condition is Condition.Or ? $"({Of(condition)})" : Of(condition);

    private static string Of(Operand operand) => operand switch
    {
        Operand.Field field => field.Name,
        Operand.Number number => number.Value.ToString(CultureInfo.InvariantCulture),
        _ => throw new ArgumentOutOfRangeException(nameof(operand)),
    };
}
