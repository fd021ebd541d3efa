using System.Reactive.Linq;
using System.Reactive.Subjects;
using CsCheck;
using Streams.Across;
using Streams.Events;
using Streams.Grouping;
using Streams.Planning;
using Streams.Reducing;
using Streams.Tests.Composing;
using Streams.Tests.Support;
using Streams.Timing;

namespace Streams.Tests.Across;

/// <summary>Any groups that join, change and leave, read at any time: each step equals a naive computation over the living.</summary>
public sealed class AcrossPropertyTests
{
    // Each act gives the group of a worker and a rank a value, or ends it.
    private static readonly Gen<(int Worker, int Rank, int Value, bool Leaves)> Act =
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, 2], Gen.Int[-100, 100], Gen.Int[0, 4].Select(i => i == 0));

    public static TheoryData<AcrossKind> Kinds => [.. Enum.GetValues<AcrossKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Across_AnyHistory_EqualsTheNaiveOracle(AcrossKind kind) => Act.Array[1, 40].Sample(acts =>
    {
        var step = new AcrossStep(kind, ["worker_id"], kind == AcrossKind.Quantile ? 0.7 : double.NaN);
        var plan = Some.Plan("sum");
        var groups = new Subject<IGroupedObservable<WorkerKey, Reduction>>();
        var reads = new Subject<DateTimeOffset>();
        var living = new SortedDictionary<WorkerKey, (Subject<Reduction> Group, double Value)>();
        IReadOnlyList<GroupReading> seen = [];
        using var subscription = groups.Across(["worker_id", "dp_rank"], [step], reads).Subscribe(list => seen = list, _ => { });
        foreach (var act in acts)
        {
            var key = new WorkerKey($"{act.Worker}", $"{act.Rank}");
            if (!living.TryGetValue(key, out var group))
            {
                group.Group = new Subject<Reduction>();
                groups.OnNext(new StubGroup(key, group.Group));
            }

            if (act.Leaves)
            {
                group.Group.OnCompleted();
                living.Remove(key);
            }
            else
            {
                group.Group.OnNext(Some.Of(plan, act.Value));
                living[key] = (group.Group, act.Value);
            }

            reads.OnNext(default);
            var expected = living.GroupBy(g => g.Key.Worker).Select(g => (g.Key, Value: Naive(kind, [.. g.Select(m => m.Value.Value)]))).ToArray();
            Assert.Equal(expected.Select(e => e.Key), seen.Select(r => r.Key.Worker));
            Assert.All(expected.Zip(seen), pair => Assert.Equal(pair.First.Value, pair.Second.Value, 1e-9));
        }
    });

    private static double Naive(AcrossKind kind, double[] values)
    {
        var mean = values.Average();
        var variance = values.Sum(v => (v - mean) * (v - mean)) / values.Length;
        return kind switch
        {
            AcrossKind.Sum or AcrossKind.Pool => values.Sum(),
            AcrossKind.Avg => mean,
            AcrossKind.StdDev => Math.Sqrt(variance),
            AcrossKind.StdVar => variance,
            AcrossKind.Min => values.Min(),
            AcrossKind.Max => values.Max(),
            AcrossKind.Count => values.Length,
            _ => Interpolated([.. values.Order()], 0.7 * (values.Length - 1)),
        };
    }

    private static double Interpolated(double[] sorted, double rank)
    {
        var below = (int)Math.Floor(rank);
        return sorted[below] + ((rank - below) * (sorted[Math.Min(below + 1, sorted.Length - 1)] - sorted[below]));
    }
}
