using Streams.Filtering;

namespace Streams.Definitions.Tests;

/// <summary>F2: conditions, as they bind and as they are refused.</summary>
public sealed class WhereTests
{
    [Theory]
    [InlineData("isl_blocks > 0", "isl_blocks > 0")]
    [InlineData("-1.5e1 <= isl_blocks", "-15 <= isl_blocks")]
    [InlineData("overlap_blocks != isl_blocks", "overlap_blocks != isl_blocks")]
    [InlineData("worker_id == \"7 or so\"", "worker_id == '7 or so'")]
    [InlineData("('a \"b\"' != worker_id)", "worker_id != 'a \"b\"'")]
    [InlineData("isl_blocks>0 and isl_blocks<9 or not isl_blocks>=5", "(((isl_blocks > 0) and (isl_blocks < 9)) or not (isl_blocks >= 5))")]
    [InlineData("isl_blocks > 0 or isl_blocks < 9 and isl_blocks == 5", "((isl_blocks > 0) or ((isl_blocks < 9) and (isl_blocks == 5)))")]
    [InlineData("not (isl_blocks > 0 or dp_rank == '0')", "not ((isl_blocks > 0) or (dp_rank == '0'))")]
    [InlineData("not not ((isl_blocks > 0))", "not not (isl_blocks > 0)")]
    public void Where_Condition_BindsNotThenAndThenOr(string where, string expected) =>
        Assert.Equal(expected, Show(Some.Metric("where: " + where, "value: count()").Where!, outer: true));

    [Fact]
    public void Where_NotThere_IsNull() => Assert.Null(Some.Metric("value: count()").Where);

    [Theory]
    [InlineData("isl_block > 0", "9:12: unknown field 'isl_block'; did you mean 'isl_blocks'?")]
    [InlineData("isl_blocks > 0 and overlp_blocks > isl_blocks", "9:31: unknown field 'overlp_blocks'; did you mean 'overlap_blocks'?")]
    [InlineData("isl_blocks > 0 or workerid == \"7\"", "9:30: unknown key 'workerid'; did you mean 'worker_id'?")]
    [InlineData("workerid > 0", "9:12: unknown field 'workerid'; did you mean 'worker_id'?")]
    [InlineData("worker_id == 7", "9:12: 'worker_id' is a key, and a key is text; compare it with text in quotes, such as worker_id == \"1\"")]
    [InlineData("isl_blocks == \"7\"", "9:12: 'isl_blocks' is a field, and a field is a number; compare it with one, such as isl_blocks > 0")]
    [InlineData("worker_id < \"7\"", "9:22: text is not compared by <; keys are equal or not: use == or !=")]
    [InlineData("kv_total_blocks > 0", "9:12: unknown field 'kv_total_blocks'; known: isl_blocks, overlap_blocks, worker_id, dp_rank, component")]
    [InlineData("isl_blocks = 7", "9:23: '=' where a comparison sign should be; write one of == != < <= > >=")]
    [InlineData("isl_blocks", "9:22: the end where a comparison sign should be; write one of == != < <= > >=")]
    [InlineData("isl_blocks >", "9:24: the end behind >; write FIELD > 20 or KEY == \"text\"")]
    [InlineData("isl_blocks > and", "9:25: the end behind >; write FIELD > 20 or KEY == \"text\"")]
    [InlineData("isl_blocks > 0 and", "9:30: the end where a comparison should be; write FIELD > 20 or KEY == \"text\"")]
    [InlineData("1 < isl_blocks < 3", "9:27: '<' cannot stand here; put and or or between comparisons, and balance the parentheses")]
    [InlineData("(isl_blocks > 0", "9:27: the end where a parenthesis should close; write ')'")]
    [InlineData("isl_blocks > 0)", "9:26: ')' cannot stand here; put and or or between comparisons, and balance the parentheses")]
    [InlineData("1 == 1", "9:12: a comparison of two constants; name a field or a key on one side")]
    [InlineData("worker_id == \"7", "9:25: '\"' behind ==; write FIELD > 20 or KEY == \"text\"")]
    [InlineData("isl_blocks && 1", "9:23: '&' where a comparison sign should be; write one of == != < <= > >=")]
    [InlineData("[isl_blocks > 0]", "9:12: 'where' of 'm' is a list, not text; write where: TEXT")]
    [InlineData("", "9:11: 'where' of 'm' has no value; write one behind where:, or leave where out")]
    public void Read_WrongCondition_NamesThePlace(string where, string expected) =>
        Assert.Equal(["p.yaml:" + expected], Some.MetricMistakes("where: " + where, "value: count()"));

    [Fact]
    public void Read_KeyThatOnlyOneSourceHasAndFieldsOfTwo_AreKnown() =>
        Assert.Empty(Some.Mistakes((Some.Head + "    value: count()\n    where: isl_blocks > 0 or kv_total_blocks > 0").Replace("from: hits", "from: [hits, stats]")));

    [Theory]
    [InlineData("not ")]
    [InlineData("(")]
    [InlineData("isl_blocks > 0 and ")]
    public void Read_LongCondition_IsRefused(string part) =>
        Assert.Contains("the condition is too long", Assert.Single(Some.MetricMistakes("where: " + string.Concat(Enumerable.Repeat(part, 10_000)), "value: count()")));

    private static string Show(Condition condition, bool outer = false) => condition switch
    {
        Condition.And and => $"({Show(and.Left)} and {Show(and.Right)})",
        Condition.Or or => $"({Show(or.Left)} or {Show(or.Right)})",
        Condition.Not not => $"not {Show(not.Operand)}",
        Condition.KeyIs key => Bare($"{key.Key} {key.Operator} '{key.Text}'", outer),
        Condition.Compare compare => Bare($"{Show(compare.Left)} {compare.Operator} {Show(compare.Right)}", outer),
        _ => "?",
    };

    private static string Bare(string text, bool outer) => outer ? text : $"({text})";

    private static string Show(Operand operand) => operand switch
    {
        Operand.Field field => field.Name,
        Operand.Number number => FormattableString.Invariant($"{number.Value}"),
        _ => "?",
    };
}
