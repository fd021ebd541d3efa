using Streams.Events;
using Streams.Reducing;
using Streams.Tests.Composing;
using Streams.Tests.Support;

namespace Streams.Tests.Reducing;

public sealed class ReductionPlanTests
{
    private const double None = double.NaN;
    private static readonly ValueExpression Percent =
        new ValueExpression.Binary('*', new ValueExpression.Number(100), Some.Quotient(Some.Call("sum", "a"), Some.Call("sum", "b")));

    [Theory]
    [InlineData(1, 2, true)]
    [InlineData(1, None, false)]
    [InlineData(None, 2, false)]
    [InlineData(None, None, false)]
    public void Enters_SeveralReducers_NeedsEveryField(double a, double b, bool expected) =>
        Assert.Equal(expected, Some.Plan(Percent).Enters(Some.Event(0, a, b)));

    [Theory]
    [InlineData(1, 2, true)]
    [InlineData(1, None, true)]
    [InlineData(None, 2, true)]
    [InlineData(None, None, false)]
    public void Enters_OnlyLast_NeedsOneField(double a, double b, bool expected) =>
        Assert.Equal(expected, Some.Plan(Some.Quotient(Some.Call("last", "a"), Some.Call("last", "b"))).Enters(Some.Event(0, a, b)));

    [Fact]
    public void Enters_CountOfEvents_NeedsNoField() => Assert.True(Some.Plan(Some.Call("count", null)).Enters(Some.Event(0, None)));

    [Fact]
    public void Enters_SchemasOfSeveralSources_OnlyThoseThatCan()
    {
        EventSchema?[] schemas = [null, new([], ["b"]), new([], ["b", "a"])];
        var both = ReductionPlan.Compile(Percent, schemas, TimeSpan.Zero);
        var either = ReductionPlan.Compile(Some.Quotient(Some.Call("last", "a"), Some.Call("last", "b")), schemas, TimeSpan.Zero);
        Assert.Equal([false, false, true], Enumerable.Range(0, 3).Select(source => both.Enters(Some.Event(0, 1, 2, source))));
        Assert.Equal([false, true, true], Enumerable.Range(0, 3).Select(source => either.Enters(Some.Event(0, 1, 2, source))));
    }

    [Fact]
    public void Value_OnlyLast_EachKeepsItsOwn()
    {
        var reduction = Some.Plan(Some.Quotient(Some.Call("last", "a"), Some.Call("last", "b"))).New();
        reduction.Add(Some.Event(0, 6));
        Assert.Equal(None, reduction.Value);
        reduction.Add(Some.Event(1, None, 2));
        Assert.Equal(3, reduction.Value);
    }

    [Fact]
    public void Value_FieldsByName_AreReadWhereTheSourceHasThem()
    {
        var plan = ReductionPlan.Compile(Percent, [new([], ["a", "b"]), new([], ["b", "a"])], TimeSpan.Zero);
        var reduction = plan.New();
        reduction.Add(Some.Event(0, 1, 4, source: 0));
        reduction.Add(Some.Event(0, 4, 1, source: 1));
        Assert.Equal(25, reduction.Value);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    public void Value_DividedByZero_IsNone(double a, double b)
    {
        var reduction = Some.Plan(Percent).New();
        reduction.Add(Some.Event(0, a, b));
        Assert.Equal(None, reduction.Value);
    }

    [Fact]
    public void Value_NumberOverNoValue_IsNone()
    {
        var reduction = Some.Plan(Some.Quotient(new ValueExpression.Number(1), Some.Quotient(Some.Call("sum"), Some.Call("sum", "b")))).New();
        reduction.Add(Some.Event(0, 1, 0));
        Assert.Equal(None, reduction.Value);
    }

    [Fact]
    public void Value_NegativeZero_IsZero() =>
        Assert.False(double.IsNegative(Some.Of(Some.Plan(new ValueExpression.Negate(Some.Call("sum"))), 0).Value));

    [Fact]
    public void Value_SumOverflows_IsNone() => Assert.Equal(None, Some.Of(Some.Plan("sum"), double.MaxValue, double.MaxValue).Value);

    [Fact]
    public void Value_Arithmetic_FollowsTheTree()
    {
        var value = new ValueExpression.Binary('-', new ValueExpression.Binary('+', Some.Call("max"), new ValueExpression.Number(1)), Some.Call("min"));
        Assert.Equal(4, Some.Of(Some.Plan(value), 2, 5).Value);
    }

    [Fact]
    public void Merge_OtherPlan_Throws() => Assert.Throws<ArgumentException>(() => Some.Plan("sum").New().Merge(Some.Plan("sum").New()));

    [Theory]
    [InlineData("median", "a", null)]
    [InlineData("sum", null, null)]
    [InlineData("quantile", "a", null)]
    [InlineData("quantile", "a", 1.1)]
    [InlineData("sum", "a", 0.5)]
    [InlineData("per_second", "a", null)]
    public void Compile_WrongCall_Throws(string reducer, string? field, double? argument) =>
        Assert.Throws<ArgumentException>(() => Some.Plan(Some.Call(reducer, field, argument)));
}
