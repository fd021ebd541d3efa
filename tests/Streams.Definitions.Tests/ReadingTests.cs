using Streams.Across;
using Streams.Reducing;
using Streams.Windowing;

namespace Streams.Definitions.Tests;

public sealed class ReadingTests
{
    [Theory]
    [InlineData("1 + 2 * sum(isl_blocks)", "(1 + (2 * sum(isl_blocks)))")]
    [InlineData("(1 + 2) * sum(isl_blocks)", "((1 + 2) * sum(isl_blocks))")]
    [InlineData("8 - 2 - count()", "((8 - 2) - count())")]
    [InlineData("8 / 2 / count(isl_blocks)", "((8 / 2) / count(isl_blocks))")]
    [InlineData("-sum(isl_blocks) * -1.5e1", "(-sum(isl_blocks) * -15)")]
    [InlineData("100*max(isl_blocks)", "(100 * max(isl_blocks))")]
    [InlineData("quantile(0.9, isl_blocks)", "quantile(0.9, isl_blocks)")]
    public void Value_Arithmetic_BindsAsInSchool(string value, string expected) =>
        Assert.Equal(expected, Show(Some.Metric("value: " + value).Value));

    [Fact]
    public void Enabled_False_LeavesTheMetricOutAndReadsItsMistakes()
    {
        const string Metrics = "parameters: { on: \"false\" }\nsources:\n  hits: { dynamo: { feed: hit-rate, namespace: n }, expire: 1h }\npipeline: p\nmetrics:\n"
            + "  a: { help: A, from: hits, value: count(), enabled: \"${on}\" }\n  b: { help: B, from: hits, value: count() }\n";

        Assert.Equal(["b"], Some.Read(Metrics).Definition!.Metrics.Select(metric => metric.Name));
        Assert.Equal(["a", "b"], Some.Read(Metrics, ("on", "true")).Definition!.Metrics.Select(metric => metric.Name));
        Assert.Contains("unknown enabled 'no'", Assert.Single(Some.Mistakes(Metrics, ("on", "no"))), StringComparison.Ordinal);
        Assert.Contains("unknown field", Assert.Single(Some.Mistakes(Metrics.Replace("value: count(), enabled", "value: sum(x), enabled"))), StringComparison.Ordinal);
    }

    [Fact]
    public void Over_ListOfWindows_IsRead() => Assert.Equal(
        [Over.Tumbling(TimeSpan.FromSeconds(10)), Over.Hopping(TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5))],
        Some.Metric("value: sum(isl_blocks)", "over: [10s, 1m every 5s]").Over);

    [Fact]
    public void Over_NotThere_IsAll() => Assert.Equal([Over.All], Some.Metric("value: sum(isl_blocks)").Over);

    [Fact]
    public void Across_QuotedStepInList_KeepsBothLabels()
    {
        var steps = Some.Metric("value: sum(isl_blocks)", "by: [worker_id, dp_rank]", "across: [\"sum by (worker_id, dp_rank)\", quantile(0.9) by worker_id]").Across;

        Assert.Equal(["worker_id", "dp_rank"], steps[0].By);
        Assert.Equal((AcrossKind.Quantile, 0.9), (steps[1].Kind, steps[1].Quantile));
        Assert.Equal(["worker_id"], steps[1].By);
    }

    [Fact]
    public void Parameters_InScalars_AreReplacedOnce()
    {
        var text = "parameters:\n  a: x\nlabels:\n  one: ${a}-${a}\n  two: $${a}\n  three: a$b\n" + Some.Head + "    value: count()";

        var labels = Some.Read(text, ("a", "${a}: [1")).Definition!.Labels;

        Assert.Equal([new("one", "${a}: [1-${a}: [1"), new("two", "${a}"), new("three", "a$b")], labels);
    }

    [Fact]
    public void Parameters_NotSet_KeepTheirDefaults()
    {
        var pipeline = Some.Read("parameters:\n  a: x\n  b: y\n" + Some.Head + "    value: count()", ("b", "z")).Definition!;

        Assert.Equal(new Dictionary<string, string> { ["a"] = "x", ["b"] = "z" }, pipeline.Parameters);
    }

    [Fact]
    public void Read_ByteOrderMarkAndCarriageReturns_AreAccepted() =>
        Assert.Empty(Some.Mistakes("\uFEFF" + (Some.Head + "    value: count()\n").Replace("\n", "\r\n")));

    [Fact]
    public void Read_Alias_StandsForItsAnchor() => Assert.Equal(
        ["worker_id"],
        Some.Metric("by: &keys [worker_id]", "value: count()", "across: [sum by worker_id]").By);

    [Fact]
    public void Lateness_OfZero_IsRight()
    {
        var text = Some.Head.Replace("expire: 1h", "expire: 1h, lateness: 0s") + "    value: count()";

        Assert.Equal(TimeSpan.Zero, Some.Read(text).Definition!.Sources[1].Lateness);
    }

    private static string Show(ValueExpression value) => value switch
    {
        ValueExpression.Number n => FormattableString.Invariant($"{n.Value}"),
        ValueExpression.Negate n => "-" + Show(n.Operand),
        ValueExpression.Binary b => $"({Show(b.Left)} {b.Operator} {Show(b.Right)})",
        ValueExpression.Call { Argument: { } q } c => FormattableString.Invariant($"{c.Reducer}({q}, {c.Field})"),
        ValueExpression.Call c => $"{c.Reducer}({c.Field})",
        _ => "?",
    };
}
