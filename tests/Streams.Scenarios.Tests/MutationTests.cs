using Streams.Scenarios.Mutation;
using Streams.Scenarios.Tests.Support;
using Streams.Testing;

namespace Streams.Scenarios.Tests;

/// <summary>Which mutants there are, and which are caught.</summary>
public sealed class MutationTests
{
    private const string Pipeline = """
        pipeline: p
        labels: { fleet: north }
        sources:
          s: { events: { keys: [worker, site], fields: [a, b] }, expire: 10s }
          t: { events: { keys: [worker, site], fields: [a, b] }, expire: 20s, alive: s }
        metrics:
          m:
            help: A text
            from: [s, t]
            by: [worker, site]
            where: a > 3 and b != 1
            value: 100 * sum(a) / sum(b)
            across: [sum by worker, avg]
          w: { help: A text, from: s, by: worker, over: 2s every 1s, value: "quantile(0.5, a)" }
        """;

    [Fact]
    public void Of_PipelineFile_ChangesOneThingEach()
    {
        using var files = new Files(Pipeline);
        var names = Mutants.Of(files.PipelinePath, new Dictionary<string, string>(), [new EventsSourceKind()]).Select(m => m.Name).ToList();
        Assert.Equal(
            [
                "labels.fleet: north -> northx",
                "sources.s.expire: 10s -> 20s", "sources.s.expire: 10s -> 5s",
                "sources.t.expire: 20s -> 40s", "sources.t.expire: 20s -> 10s", "sources.t.alive: without s",
                "metrics.m.from: without s", "metrics.m.from: without t",
                "metrics.m.by: without site",
                "metrics.m.where: > -> >=", "metrics.m.where: 3 -> 4", "metrics.m.where: and -> or", "metrics.m.where: != -> ==", "metrics.m.where: 1 -> 2",
                "metrics.m.value: 100 -> 101", "metrics.m.value: * -> /", "metrics.m.value: sum -> avg", "metrics.m.value: / -> *", "metrics.m.value: sum -> avg [2]",
                "metrics.m.across: sum -> avg", "metrics.m.across: by worker -> nothing", "metrics.m.across: avg -> max",
                "metrics.w.by: without worker", "metrics.w.over: 2s -> 4s", "metrics.w.over: 1s -> 2s", "metrics.w.value: 0.5 -> 0.25",
            ],
            names);
    }

    [Fact]
    public void Run_Scenarios_CatchWhatTheyTouchAndExemptTheRest()
    {
        using var files = new Files("""
            pipeline: p
            sources:
              s: { events: { keys: [worker], fields: [a] }, expire: 10s }
            metrics:
              m: { help: A text, from: s, by: worker, value: last(a) }
            """);
        var set = files.Set("""
            pipeline: p.yaml
            exempt:
              'metrics.m.by: without worker': one worker alone reports
              'metrics.m.value: last -> first': there is no such reducer
            scenarios:
              - name: it
                given: [{ source: s, event: { worker: w }, every: 1s, values: { a: 2 1 } }]
                expect: { 8s: { m: 1 } }
            """);
        var mutants = Mutants.Of(files.PipelinePath, new Dictionary<string, string>(), [new EventsSourceKind()]);
        var test = MutationTest.Run(mutants, set.Scenarios, set.Exempt);
        Assert.Equal(["sources.s.expire: 10s -> 5s", "metrics.m.value: last -> max"], test.Caught.Select(m => m.Name));
        Assert.Equal(["metrics.m.by: without worker"], test.Exempted.Select(m => m.Name));
        Assert.Equal(["sources.s.expire: 10s -> 20s"], test.Alive.Select(m => m.Name));
        Assert.Equal(["metrics.m.value: last -> first"], test.Needless.Select(e => e.Mutant));
    }
}
