using Streams.Events;
using Streams.Filtering;

namespace Streams.Tests.Filtering;

public sealed class ConditionTests
{
    private static readonly EventSchema Schema = new(["site", "sensor"], ["a", "b"]);

    [Theory]
    [InlineData("==", 1, 1, true)]
    [InlineData("==", 1, 2, false)]
    [InlineData("!=", 1, 1, false)]
    [InlineData("!=", 1, 2, true)]
    [InlineData("<", 1, 2, true)]
    [InlineData("<", 2, 2, false)]
    [InlineData("<=", 2, 2, true)]
    [InlineData("<=", 3, 2, false)]
    [InlineData(">", 3, 2, true)]
    [InlineData(">", 2, 2, false)]
    [InlineData(">=", 2, 2, true)]
    [InlineData(">=", 1, 2, false)]
    [InlineData("==", -0.0, 0, true)]
    public void Compile_TwoNumbers_AreCompared(string symbol, double a, double b, bool holds)
    {
        Assert.Equal(holds, Holds(Compare("a", symbol, b), a, double.NaN));
        Assert.Equal(holds, Holds(new Condition.Compare(symbol, new Operand.Field("a"), new Operand.Field("b")), a, b));
    }

    [Theory]
    [InlineData("==")]
    [InlineData("!=")]
    [InlineData("<")]
    [InlineData("<=")]
    [InlineData(">")]
    [InlineData(">=")]
    public void Compile_FieldThatIsNotThere_IsFalseAndItsNegationTrue(string symbol)
    {
        foreach (var field in new[] { "a", "stranger" })
        {
            Assert.False(Holds(Compare(field, symbol, 1), double.NaN));
            Assert.True(Holds(new Condition.Not(Compare(field, symbol, 1)), double.NaN));
        }
    }

    [Theory]
    [InlineData("==", "north", true)]
    [InlineData("==", "North", false)]
    [InlineData("!=", "north", false)]
    [InlineData("!=", "south", true)]
    public void Compile_Key_IsComparedAsText(string symbol, string text, bool holds) =>
        Assert.Equal(holds, Holds(new Condition.KeyIs(symbol, "site", text), 0));

    [Theory]
    [InlineData("==")]
    [InlineData("!=")]
    public void Compile_KeyThatTheSourceHasNot_IsFalse(string symbol) =>
        Assert.False(Holds(new Condition.KeyIs(symbol, "stranger", "x"), 0));

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Compile_AndOr_Combine(bool left, bool right)
    {
        var (one, other) = (Compare("a", "==", left ? 1 : 2), Compare("b", "==", right ? 1 : 2));
        Assert.Equal(left && right, Holds(new Condition.And(one, other), 1, 1));
        Assert.Equal(left || right, Holds(new Condition.Or(one, other), 1, 1));
    }

    [Fact]
    public void Compile_SourceThatIsNotRead_IsFalse() =>
        Assert.False(Compare("a", "==", 1).Compile([null])(Some(1)));

    [Fact]
    public void Compile_UnknownOperator_Throws()
    {
        Assert.Throws<ArgumentException>(() => Compare("a", "=", 1).Compile([Schema]));
        Assert.Throws<ArgumentException>(() => new Condition.KeyIs("<", "site", "x").Compile([Schema]));
    }

    private static Condition Compare(string field, string symbol, double number) =>
        new Condition.Compare(symbol, new Operand.Field(field), new Operand.Number(number));

    private static bool Holds(Condition condition, params double[] values) => condition.Compile([Schema])(Some(values));

    private static Event Some(params double[] values) => new(0, new WorkerKey("north", "s1"), DateTimeOffset.UnixEpoch, values.Length == 2 ? values : [values[0], double.NaN]);
}
