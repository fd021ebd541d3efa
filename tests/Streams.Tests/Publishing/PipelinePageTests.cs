using Streams.Reducing;
using Streams.Tests.Support;

namespace Streams.Tests.Publishing;

/// <summary>Series appear with their first value and leave with their group (N8, N3).</summary>
public sealed class PipelinePageTests
{
    [Fact]
    public void Publish_GroupsThatComeAndGo_ShowsThoseThatLive()
    {
        using var bench = Bench();
        Assert.Equal([], Shown(bench, 0));
        bench.Send("w2 a=2");
        Assert.Equal(["m{worker=\"w2\"} 2"], Shown(bench, 1));
        bench.Time.At(5);
        bench.Send("w1 a=1\nw3 a=3");
        Assert.Equal(["m{worker=\"w1\"} 1", "m{worker=\"w2\"} 2", "m{worker=\"w3\"} 3"], Shown(bench, 5));
        bench.Time.At(12);
        bench.Send("w3 a=4");
        Assert.Equal(["m{worker=\"w1\"} 1", "m{worker=\"w3\"} 4"], Shown(bench, 12));
        Assert.Equal([], Shown(bench, 30));
        bench.Send("w2 a=5");
        Assert.Equal(["m{worker=\"w2\"} 5"], Shown(bench, 31));
    }

    [Fact]
    public void Publish_ValueThatIsNone_IsAbsentAndComesBack()
    {
        var ratio = new ValueExpression.Binary('/', LaneBench.Call("last", "a"), LaneBench.Call("last", "b"));
        using var bench = new LaneBench(LaneBench.PipelineOf([LaneBench.Source()], LaneBench.Metric("m", ratio)));
        bench.Send("w1 a=1 b=2");
        Assert.Equal(["m{worker=\"w1\"} 0.5"], Shown(bench, 1));
        bench.Send("w1 a=1 b=0");
        Assert.Equal([], Shown(bench, 2));
        bench.Send("w1 a=1 b=4");
        Assert.Equal(["m{worker=\"w1\"} 0.25"], Shown(bench, 3));
    }

    [Fact]
    public void Clear_ClockSetBack_LeavesNothingOfBefore()
    {
        using var bench = Bench();
        bench.Time.At(1000);
        bench.Send("w1 a=1");
        Assert.Equal(["m{worker=\"w1\"} 1"], Shown(bench, 1000));
        Assert.Equal([], Shown(bench, 10));
    }

    private static LaneBench Bench() => new(LaneBench.PipelineOf([LaneBench.Source(expire: 10)], LaneBench.Metric("m", LaneBench.Call("last", "a"))));

    private static string[] Shown(LaneBench bench, double seconds)
    {
        bench.Turn(seconds);
        bench.Read();
        return [.. bench.Page.Series.Where(s => s.Key.StartsWith("m{", StringComparison.Ordinal)).OrderBy(s => s.Key,
            StringComparer.Ordinal).Select(s => FormattableString.Invariant($"{s.Key} {s.Value}"))];
    }
}
