using CsCheck;
using Streams.Across;
using Streams.Definition;
using Streams.Events;
using Streams.Filtering;
using Streams.Reducing;
using Streams.Tests.Support;
using Streams.Windowing;

namespace Streams.Tests.Whole;

/// <summary>Pipelines of few sources and several metrics, drawn from little so that metrics often agree in what they could share.</summary>
internal static class RandomPipelines
{
    internal static readonly EventSchema Schema = new(["worker", "rank"], ["a", "b"]);

    private static readonly string[] Names = ["s", "t", "u"];

    private static readonly IReadOnlyList<Over>[] Overs =
    [
        [Over.All], [Over.All], [Tumbling(2)], [Tumbling(5)], [Hopping(6, 2)], [Tumbling(5), Hopping(10, 5)], [Tumbling(2), Hopping(6, 2)], [Tumbling(4), Hopping(6, 2)],
    ];

    private static readonly IReadOnlyList<string>[] Bys = [["worker"], ["worker"], ["worker", "rank"], ["rank", "worker"], []];

    private static readonly ValueExpression[] Values =
    [
        .. Reducers.All.SelectMany(kind => Some.Calls(kind, "a", "b")), Some.Quotient(Some.Call("last"), Some.Call("last", "b")),
        Some.Quotient(new ValueExpression.Binary('*', new ValueExpression.Number(100), Some.Call("sum")), Some.Call("sum", "b")),
        new ValueExpression.Binary('-', Some.Call("sum"), new ValueExpression.Negate(Some.Call("max"))),
        Some.Quotient(Some.Call("sum"), new ValueExpression.Binary('+', Some.Call("count", null), Some.Call("last", "b"))),
    ];

    private static readonly Condition?[] Wheres =
    [
        null, null, null, Compare("a", ">", 3), new Condition.Compare("<=", new Operand.Field("a"), new Operand.Field("b")), new Condition.Not(Compare("b", "<", 6)),
        new Condition.Or(new Condition.And(new Condition.KeyIs("==", "worker", "w1"), Compare("a", "!=", 2)), new Condition.KeyIs("!=", "rank", "0")),
    ];

    private static readonly Gen<SourceDefinition> Source = Gen.Select(
        Gen.Int[3, 20], Gen.Bool, Gen.Int[0, 5], Gen.Int[0, 7], Gen.Int[0, 3],
        (expire, hasTime, lateness, alive, always) => new SourceDefinition
        {
            Name = "",
            Schema = always == 0 ? Schema with { RequiredFields = ["b"] } : Schema,
            CreateDecoder = () => new LineDecoder(Schema),
            Expire = TimeSpan.FromSeconds(expire),
            HasEventTime = hasTime,
            Lateness = TimeSpan.FromSeconds(hasTime ? lateness : 0),
            Alive = [.. Names.Where((_, i) => (alive >> i & 1) == 1)],
        });

    private static readonly Gen<MetricDefinition> Metric = Gen.Select(
        Gen.Int[0, 5], OneOf(Bys), OneOf(Overs), OneOf(Values), Gen.Select(Gen.Int[0, 3], OneOf(Wheres)), Gen.Int[0, 7], Gen.Int[0, 20],
        (from, by, over, value, rest, type, across) => new MetricDefinition
        {
            Name = "",
            Help = "h",
            From = from switch { 0 => ["t"], 1 => ["t", "s"], 2 => ["s", "t", "u"], 3 => ["u", "s"], _ => ["s"] },
            By = by,
            Where = rest.Item2,
            Over = over,
            Value = value,
            Expire = rest.Item1 == 0 ? TimeSpan.FromSeconds(12) : null,
            Remember = TimeSpan.FromSeconds(rest.Item1 switch { 0 or 1 => 0, 2 => 4, 3 => 30, _ => 120 }),
            Type = type switch { 0 => MetricType.Counter, 1 => MetricType.Histogram, _ => MetricType.Gauge },
            Across = Steps(across, by, value),
        });

    internal static readonly Gen<PipelineDefinition> Any = Gen.Select(
        Source.Array[1, 3], Metric.Array[1, 6], Gen.Frequency((3, Gen.Const(100_000)), (1, Gen.Int[1, 4])),
        (sources, metrics, cap) => new PipelineDefinition
        {
            Name = "p",
            MaxWorkers = cap,
            Sources = [.. sources.Select((s, i) => s with { Name = Names[i], Alive = [.. s.Alive.Where(a => a != Names[i] && Names.Take(sources.Length).Contains(a))] })],
            Metrics = [.. metrics.Select((m, i) => Fitted(m, i, sources.Length))],
        });

    /// <summary>One of some values.</summary>
    internal static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>The same metric without what its pipeline does not have, or F4 and F1 forbid.</summary>
    private static MetricDefinition Fitted(MetricDefinition metric, int index, int sources)
    {
        var from = metric.From.Where(Names.Take(sources).Contains).ToArray();
        if (metric.Type == MetricType.Histogram)
        {
            return metric with { Name = $"m{index}", From = from.Length == 0 ? ["s"] : from, Over = [Over.All], Across = [], Value = ValueExpression.Histogram("a", [-0.5, 2, 7]) };
        }

        var counts = metric.Value is ValueExpression.Call call && Reducers.Find(call.Reducer)!.CanBeCounter && metric.Over is [{ IsAll: true }];
        return metric with
        {
            Name = $"m{index}",
            From = from.Length == 0 ? ["s"] : from,
            Type = counts ? metric.Type : MetricType.Gauge,
            Across = counts && metric.Type == MetricType.Counter ? [] : metric.Across,
            Over = metric.Value.Calls.Any(c => Reducers.Find(c.Reducer)!.NeedsWindow) && metric.Over[0].IsAll ? [Tumbling(2)] : metric.Over,
        };
    }

    private static IReadOnlyList<AcrossStep> Steps(int choice, IReadOnlyList<string> by, ValueExpression value)
    {
        string[] kept = by.Contains("worker") ? ["worker"] : [];
        var rough = value.Calls.Any(c => c.Reducer == "quantile");
        return choice switch
        {
            0 => [new(AcrossKind.Pool, [])],
            1 => [new(AcrossKind.Pool, kept), new(AcrossKind.Max, [])],
            2 => [new(AcrossKind.Sum, kept), new(rough ? AcrossKind.Min : AcrossKind.StdDev, [])],
            3 => [new(AcrossKind.Sum, kept), new(AcrossKind.Avg, [])],
            4 => [new(AcrossKind.Count, [])],
            5 => [new(rough ? AcrossKind.Max : AcrossKind.StdVar, [])],
            6 => [new(AcrossKind.Quantile, [], 0.9)],
            7 => [new(AcrossKind.Min, kept)],
            _ => [],
        };
    }

    private static Condition Compare(string field, string symbol, double number) => new Condition.Compare(symbol, new Operand.Field(field), new Operand.Number(number));

    private static Over Tumbling(int seconds) => Over.Tumbling(TimeSpan.FromSeconds(seconds));

    private static Over Hopping(int seconds, int every) => Over.Hopping(TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(every));
}
