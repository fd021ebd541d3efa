using CsCheck;
using Streams.Reducing;
using Streams.Tests.Composing;
using Streams.Tests.Support;

namespace Streams.Tests.Reducing;

public sealed class QuantileReducerTests
{
    // Ten to the power of anything between -9 and 12, or 0, with either sign.
    private static readonly Gen<double> AnySize =
        Gen.Select(Gen.Double[-9, 12], Gen.Int[-5, 5], (power, sign) => Math.Sign(sign) * Math.Pow(10, power));

    private static readonly double[] Quantiles = [0.01, 0.3, 0.5, 0.55, 0.6, 0.9];

    [Fact]
    public void Value_AnyNumbers_IsWithinOnePercentOfItsNeighbours() =>
        Gen.Select(AnySize.Array[1, 200], Gen.Double[0, 1]).Sample((values, quantile) =>
        {
            var sorted = values.Order().ToArray();
            var rank = quantile * (sorted.Length - 1);
            var below = (int)Math.Floor(rank);
            var above = Math.Min(below + 1, sorted.Length - 1);
            var expected = sorted[below] + ((rank - below) * (sorted[above] - sorted[below]));
            var error = 0.0100001 * Math.Max(Math.Abs(sorted[below]), Math.Abs(sorted[above]));
            Assert.InRange(Sketch(quantile, values).Value, expected - error, expected + error);
        });

    [Fact]
    public void Value_PositiveNumbers_IsWithinOnePercent() =>
        Gen.Select(Gen.Double[1e-6, 1e6].Array[1, 200], Gen.Int[0, 100].Select(percent => percent / 100.0)).Sample((values, quantile) =>
        {
            var sorted = values.Order().ToArray();
            var rank = quantile * (sorted.Length - 1);
            var below = (int)Math.Floor(rank);
            var above = Math.Min(below + 1, sorted.Length - 1);
            var expected = sorted[below] + ((rank - below) * (sorted[above] - sorted[below]));
            Assert.InRange(Sketch(quantile, values).Value, expected * 0.9899999, expected * 1.0100001);
        });

    [Theory]
    [InlineData(0, -7)]
    [InlineData(1, 1000)]
    [InlineData(0.5, 0)]
    public void Value_EndsAndZeros_IsExact(double quantile, double expected) =>
        Assert.Equal(expected, Sketch(quantile, [-7, 0, 0, 0, 1000]).Value);

    [Theory]
    [InlineData(double.MaxValue)]
    [InlineData(-double.MaxValue)]
    [InlineData(double.Epsilon)]
    [InlineData(123.456)]
    public void Value_OneNumber_IsThatNumber(double value) => Assert.Equal(value, Sketch(0.9, [value]).Value);

    [Fact]
    public void Value_OfMoreMagnitudesThanItHasBuckets_IsRightAtTheTopInEveryOrder()
    {
        // 40 powers of ten are some 4,600 buckets, so the lower half of the values lies in those that are put together.
        var values = Enumerable.Range(0, 8000).Select(i => Math.Pow(10, i / 200.0)).ToArray();
        var before = QuantileSketches.Collapses;
        double[] expected = [.. Quantiles.Select(q => Sketch(q, values).Value)];
        Assert.True(QuantileSketches.Collapses > before);
        Assert.InRange(expected[^1], 0.97 * Math.Pow(10, 0.9 * 40), 1.03 * Math.Pow(10, 0.9 * 40));
        for (var seed = 0; seed < 20; seed++)
        {
            var shuffled = values.ToArray();
            new Random(seed).Shuffle(shuffled);
            Assert.Equal(expected, Quantiles.Select(q => Sketch(q, shuffled).Value));
        }
    }

    private static Reduction Sketch(double quantile, double[] values) =>
        Some.Of(Some.Plan(Some.Call("quantile", "a", quantile)), values);
}
