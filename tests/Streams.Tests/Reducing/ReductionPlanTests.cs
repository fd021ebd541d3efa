using Streams.Events;
using Streams.Reducing;
using Streams.Tests.Composing;
using Streams.Tests.Support;

namespace Streams.Tests.Reducing;

public sealed class ReductionPlanTests
{
    private const double None = double.NaN;
    private static readonly ValueExpression Percent =
        new ValueExpression.Binary('*', new ValueExpression.Number(100), Made.Quotient(Made.Call("sum", "a"), Made.Call("sum", "b")));

    [Theory]
    [InlineData(1, 2, true)]
    [InlineData(1, None, false)]
    [InlineData(None, 2, false)]
    [InlineData(None, None, false)]
    public void Enters_SeveralReducers_NeedsEveryField(double a, double b, bool expected) =>
        Assert.Equal(expected, Made.Plan(Percent).Enters(Made.Event(0, a, b)));

    [Theory]
    [InlineData(1, 2, true)]
    [InlineData(1, None, true)]
    [InlineData(None, 2, true)]
    [InlineData(None, None, false)]
    public void Enters_OnlyLast_NeedsOneField(double a, double b, bool expected) =>
        Assert.Equal(expected, Made.Plan(Made.Quotient(Made.Call("last", "a"), Made.Call("last", "b"))).Enters(Made.Event(0, a, b)));

    [Fact]
    public void Enters_CountOfEvents_NeedsNoField() => Assert.True(Made.Plan(Made.Call("count", null)).Enters(Made.Event(0, None)));

    [Fact]
    public void Enters_SchemasOfSeveralSources_OnlyThoseThatCan()
    {
        EventSchema?[] schemas = [null, new([], ["b"]), new([], ["b", "a"])];
        var both = ReductionPlan.Compile(Percent, schemas, TimeSpan.Zero);
        var either = ReductionPlan.Compile(Made.Quotient(Made.Call("last", "a"), Made.Call("last", "b")), schemas, TimeSpan.Zero);
        Assert.Equal([false, false, true], Enumerable.Range(0, 3).Select(source => both.Enters(Made.Event(0, 1, 2, source))));
        Assert.Equal([false, true, true], Enumerable.Range(0, 3).Select(source => either.Enters(Made.Event(0, 1, 2, source))));
    }

    [Fact]
    public void Value_OnlyLast_EachKeepsItsOwn()
    {
        var reduction = Made.Plan(Made.Quotient(Made.Call("last", "a"), Made.Call("last", "b"))).New();
        reduction.Add(Made.Event(0, 6));
        Assert.Equal(None, reduction.Value);
        reduction.Add(Made.Event(1, None, 2));
        Assert.Equal(3, reduction.Value);
    }

    [Fact]
    public void Value_FieldsByName_AreReadWhereTheSourceHasThem()
    {
        var plan = ReductionPlan.Compile(Percent, [new([], ["a", "b"]), new([], ["b", "a"])], TimeSpan.Zero);
        var reduction = plan.New();
        reduction.Add(Made.Event(0, 1, 4, source: 0));
        reduction.Add(Made.Event(0, 4, 1, source: 1));
        Assert.Equal(25, reduction.Value);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    public void Value_DividedByZero_IsNone(double a, double b)
    {
        var reduction = Made.Plan(Percent).New();
        reduction.Add(Made.Event(0, a, b));
        Assert.Equal(None, reduction.Value);
    }

    [Fact]
    public void Value_NumberOverNoValue_IsNone()
    {
        var reduction = Made.Plan(Made.Quotient(new ValueExpression.Number(1), Made.Quotient(Made.Call("sum"), Made.Call("sum", "b")))).New();
        reduction.Add(Made.Event(0, 1, 0));
        Assert.Equal(None, reduction.Value);
    }

    [Fact]
    public void Value_NegativeZero_IsZero() =>
        Assert.False(double.IsNegative(Made.Of(Made.Plan(new ValueExpression.Negate(Made.Call("sum"))), 0).Value));

    [Fact]
    public void Value_SumOverflows_IsNone() => Assert.Equal(None, Made.Of(Made.Plan("sum"), double.MaxValue, double.MaxValue).Value);

    [Fact]
    public void Value_Arithmetic_FollowsTheTree()
    {
        var value = new ValueExpression.Binary('-', new ValueExpression.Binary('+', Made.Call("max"), new ValueExpression.Number(1)), Made.Call("min"));
        Assert.Equal(4, Made.Of(Made.Plan(value), 2, 5).Value);
    }

    [Fact]
    public void Add_SteadyState_AllocatesNothing()
    {
        var plans = Reducers.Names.Select(Made.Plan).ToArray();
        var reductions = plans.Select(plan => plan.New()).ToArray();
        var e = Made.Event(0, 3);
        foreach (var reduction in reductions) reduction.Add(e);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            for (var r = 0; r < reductions.Length; r++)
            {
                if (plans[r].Enters(e)) reductions[r].Add(e);
            }
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Merge_OtherPlan_Throws() => Assert.Throws<ArgumentException>(() => Made.Plan("sum").New().Merge(Made.Plan("sum").New()));

    [Theory]
    [InlineData("median", "a", null)]
    [InlineData("sum", null, null)]
    [InlineData("quantile", "a", null)]
    [InlineData("quantile", "a", 1.1)]
    [InlineData("sum", "a", 0.5)]
    [InlineData("per_second", "a", null)]
    public void Compile_WrongCall_Throws(string reducer, string? field, double? argument) =>
        Assert.Throws<ArgumentException>(() => Made.Plan(Made.Call(reducer, field, argument)));
}
