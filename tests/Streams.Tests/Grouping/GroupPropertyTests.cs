using CsCheck;

namespace Streams.Tests.Grouping;

/// <summary>Random timelines against an oracle that keeps all events and works every membership out anew.</summary>
public class GroupPropertyTests
{
    private static readonly string[] Names = ["a/0", "a/1", "b/0", "c/0", "c/1", "c/2"];
    private static readonly Gen<int[]> Lengths = Gen.Int[1, 30].Array[3];
    private static readonly Gen<int[][]> AliveSets = Gen.Int[0, 3].Select(bits => Enumerable.Range(0, 2).Where(b => (bits >> b & 1) == 1).ToArray()).Array[3];

    private static readonly Gen<(long Wait, int Name, int Source, bool Beats, bool Late, bool Looks)[]> Steps =
        Gen.Select(Gen.Frequency((2, Gen.Const(0L)), (6, Gen.Long[1, 6]), (1, Gen.Long[7, 40])), Gen.Int[0, 5], Gen.Int[0, 2], Gen.Bool, Gen.Int[0, 5], Gen.Bool)
            .Select((wait, name, source, beats, late, looks) => (wait, name, source, beats, late == 0, looks))
            .Array[0, 40];

    [Fact]
    public void GroupByWorker_RandomTimelines_HasTheGroupsOfTheOracle() =>
        Gen.Select(Lengths, Lengths, AliveSets, Gen.Int[1, 6], Steps).Sample((expire, beatExpire, alive, cap, steps) =>
        {
            var oracle = new GroupOracle(expire, beatExpire, alive);
            var run = new GroupRun(expire, beatExpire, alive, cap);
            foreach (var step in steps)
            {
                run.Advance(step.Wait);
                if (step.Looks) Assert.Equal(oracle.At(run.Now), run.Live);
                if (step.Beats)
                {
                    var worker = Keys.Of(Names[step.Name]).Worker;
                    oracle.Beat(run.Now, step.Source % 2, worker);
                    run.Beat(step.Source % 2, worker);
                }
                else
                {
                    var said = new Report(Keys.Of(Names[step.Name]), step.Source, step.Late);
                    var exceeds = oracle.CountWith(run.Now, said) > cap;
                    Assert.Equal(exceeds, run.WouldExceed(said));
                    if (exceeds) continue;
                    oracle.Say(run.Now, said);
                    run.Say(said);
                }
            }

            for (var i = 0; i < 4; i++)
            {
                Assert.Equal(oracle.At(run.Now), run.Live);
                Assert.Equal(run.Live.Select(g => g.Key[0]).Distinct().Count(), run.Roster.Count);
                run.Advance(13);
            }
        });
}
