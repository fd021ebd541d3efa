using CsCheck;
using Streams.Reducing;
using Streams.Tests.Composing;
using Streams.Tests.Support;
using Streams.Tests.Whole;

namespace Streams.Tests.Reducing;

public sealed class ReducersTests
{
    private static readonly Gen<double> Fraction = Gen.Double[-1e6, 1e6];
    private static readonly Gen<double> Integer = Gen.Long[-1_000_000_000, 1_000_000_000].Select(l => (double)l);

    public static TheoryData<string> Names => [.. Reducers.Names];

    public static TheoryData<string> ExactNames => [.. Reducers.Names.Where(name => name != "quantile")];

    [Fact]
    public void Names_Listed_AreThoseOfF1() =>
        Assert.Equal(["last", "sum", "count", "avg", "min", "max", "stddev", "stdvar", "per_second", "quantile"], Reducers.Names);

    [Fact]
    public void Rows_Each_HaveANaiveOracle() => Assert.Equal(Reducers.Names.Order(), NaiveValue.Names.Order());

    [Fact]
    public void Mutants_OfEachRow_AreOtherReducers() =>
        Assert.All(Reducers.All, kind => Assert.All(kind.Mutants, mutant => Assert.Contains(mutant, Reducers.Names.Where(name => name != kind.Name))));

    [Theory]
    [MemberData(nameof(Names))]
    public void Value_Empty_IsThatOfTheRow(string name) => Assert.Equal(Reducers.Find(name)!.OfNothing, Some.Plan(name).New().Value);

    [Theory]
    [MemberData(nameof(Names))]
    public void Create_WithoutAWindow_ThrowsWhereTheRowNeedsOne(string name)
    {
        var call = Some.Calls(Reducers.Find(name)!, "a")[^1];
        if (Reducers.Find(name)!.NeedsWindow) Assert.Throws<ArgumentException>(() => Some.Plan(call));
        else Assert.Equal([call], Some.Plan(call).Calls);
    }

    [Theory]
    [InlineData("last", 9)]
    [InlineData("sum", 40)]
    [InlineData("count", 8)]
    [InlineData("avg", 5)]
    [InlineData("min", 2)]
    [InlineData("max", 9)]
    [InlineData("stddev", 2)]
    [InlineData("stdvar", 4)]
    [InlineData("per_second", 4)]
    public void Value_KnownNumbers_IsExact(string name, double expected) =>
        Assert.Equal(expected, Some.Of(Some.Plan(name), 2, 4, 4, 4, 5, 5, 7, 9).Value);

    [Theory]
    [MemberData(nameof(Names))]
    public void Merge_AnySplitOfIntegers_EqualsTheWhole(string name) =>
        Gen.Select(Integer.Array[0, 60], Gen.Int[1, 5], Gen.Int[0, 1000]).Sample((values, parts, seed) =>
        {
            var plan = Some.Plan(name);
            Assert.Equal(InParts(plan, values, 1, 0).Value, InParts(plan, values, parts, seed).Value);
        });

    [Theory]
    [MemberData(nameof(Names))]
    public void Merge_AnySplitOfFractions_EqualsTheWhole(string name) =>
        Gen.Select(Fraction.Array[0, 60], Gen.Int[1, 5], Gen.Int[0, 1000]).Sample((values, parts, seed) =>
        {
            var plan = Some.Plan(name);
            AssertClose(InParts(plan, values, 1, 0).Value, InParts(plan, values, parts, seed).Value, 1e-12);
        });

    [Theory]
    [InlineData("sum")]
    [InlineData("avg")]
    [InlineData("stddev")]
    [InlineData("stdvar")]
    public void Value_IntegersInAnyOrder_IsTheSame(string name) =>
        Gen.Select(Integer.Array[1, 60], Gen.Int[0, 1000]).Sample((values, seed) =>
        {
            var shuffled = values.ToArray();
            new Random(seed).Shuffle(shuffled);
            Assert.Equal(Some.Of(Some.Plan(name), values).Value, Some.Of(Some.Plan(name), shuffled).Value);
        });

    [Theory]
    [MemberData(nameof(ExactNames))]
    public void Value_AnyNumbers_EqualsTheNaiveOracle(string name) =>
        Fraction.Array[1, 60].Sample(values => AssertClose(NaiveValue.Reduce(Some.Call(name), values, TimeSpan.FromSeconds(10)), Some.Of(Some.Plan(name), values).Value, 1e-9));

    [Fact]
    public void Sum_IntegersTo2To53_IsExact() => Assert.Equal(Math.Pow(2, 53), Some.Of(Some.Plan("sum"), Math.Pow(2, 53) - 2, 1, 1).Value);

    [Fact]
    public void Sum_CancellingFractions_KeepsWhatIsLeft() => Assert.Equal(0.1, Some.Of(Some.Plan("sum"), 1e16, 0.1, -1e16).Value);

    [Fact]
    public void StdDev_MillionValuesNear1e9_IsExact()
    {
        var plan = Some.Plan("stddev");
        var random = new Random(7);
        var offsets = Enumerable.Range(0, 1_000_000).Select(_ => random.Next(0, 100)).ToArray();
        double sum = offsets.Sum();
        double squares = offsets.Sum(o => (long)o * o);
        var expected = Math.Sqrt((squares - (sum * sum / offsets.Length)) / offsets.Length);
        AssertClose(expected, Some.Of(plan, offsets.Select(o => 1e9 + o)).Value, 1e-12);
    }

    // Every other value is 2^-20 above 1e9, eight steps of a double there; all that is expected is exact.
    [Theory]
    [InlineData("avg", 1e9 + (1.0 / (1 << 21)))]
    [InlineData("sum", 1e15 + (500_000.0 / (1 << 20)))]
    [InlineData("stdvar", 1.0 / (1 << 21) / (1 << 21))]
    [InlineData("stddev", 1.0 / (1 << 21))]
    public void Value_MillionValuesNear1e9OfTinyVariance_IsExact(string name, double expected)
    {
        var values = Enumerable.Range(0, 1_000_000).Select(i => 1e9 + (i % 2 / (double)(1 << 20))).ToArray();
        Assert.Equal(expected, Some.Of(Some.Plan(name), values).Value);
        Assert.Equal(expected, InParts(Some.Plan(name), values, 7, 1).Value);
    }

    [Fact]
    public void StdDev_FirstValueFarOff_StaysStable()
    {
        var values = Enumerable.Range(0, 1000).Select(i => i % 2 == 0 ? 1.0 : 2.0).Prepend(1e12).ToArray();
        var mean = values.Select(v => (decimal)v).Average();
        var variance = values.Select(v => (double)(((decimal)v - mean) * 1e-6m)).Sum(d => d * d) / values.Length;
        AssertClose(Math.Sqrt(variance) * 1e6, Some.Of(Some.Plan("stddev"), values).Value, 1e-12);
    }

    [Theory]
    [InlineData("stddev")]
    [InlineData("stdvar")]
    public void Deviation_EqualValues_IsZero(string name) => Assert.Equal(0, Some.Of(Some.Plan(name), 0.1, 0.1, 0.1).Value);

    [Fact]
    public void Last_OutOfOrder_TakesTheGreatestEventTimeThenLaneOrder()
    {
        var plan = Some.Plan("last");
        var (one, other) = (plan.New(), plan.New());
        one.Add(Some.Event(20, 1));
        other.Add(Some.Event(20, 2));
        one.Add(Some.Event(10, 3));
        Assert.Equal(1, one.Value);
        one.Merge(other);
        Assert.Equal(2, one.Value);
        other.Merge(one);
        Assert.Equal(2, other.Value);
    }

    private static Reduction InParts(ReductionPlan plan, double[] values, int parts, int seed)
    {
        var random = new Random(seed);
        var reductions = Enumerable.Range(0, parts).Select(_ => plan.New()).ToArray();
        for (var i = 0; i < values.Length; i++) reductions[random.Next(parts)].Add(Some.Event(i, values[i]));
        var whole = plan.New();
        foreach (var reduction in reductions) whole.Merge(reduction);
        return whole;
    }

    private static void AssertClose(double expected, double actual, double relative)
    {
        if (double.IsNaN(expected)) Assert.True(double.IsNaN(actual));
        else Assert.InRange(actual, expected - Math.Max(Math.Abs(expected) * relative, 1e-9), expected + Math.Max(Math.Abs(expected) * relative, 1e-9));
    }
}
