using Streams.Scenarios.Tests.Support;

namespace Streams.Scenarios.Tests.Reading;

/// <summary>Every mistake at its place, with what would be right. A scenario's own lines begin in line 4, column 5.</summary>
public sealed class MistakeTests
{
    private const string Expect = "expect: { 1s: { mean: 1 } }";

    [Theory]
    [InlineData("{ source: arival, event: { worker: w } }", "4:23: unknown source 'arival'; did you mean 'arrivals'?")]
    [InlineData("{ source: arrivals, event: { worker: w, c: 1 } }", "4:53: unknown key 'c' in 'event'")]
    [InlineData("{ source: arrivals, event: { a: 1 } }", "4:33: the event has no 'worker'; add worker: 1 to event, or workers: 1..100")]
    [InlineData("{ source: arrivals, event: { worker: w, a: x } }", "4:56: 'x' is no number")]
    [InlineData("{ source: arrivals, every: 1s, event: { worker: w } }", "4:40: it happens again and again without an end; add until: 1m")]
    [InlineData("{ source: arrivals, until: 1s, event: { worker: w } }", "4:40: until without every; add every: 1s")]
    [InlineData("{ source: arrivals, at: 5s, every: 1s, until: 1s, event: { worker: w } }", "4:59: it ends before it begins")]
    [InlineData("{ source: arrivals, every: 1ms, until: 10h, event: { worker: w } }", "4:40: it happens more than 10000000 times")]
    [InlineData("{ source: arrivals, at: soon, event: { worker: w } }", "4:37: 'soon' is no instant; write when from the start, such as 0s, 1m30s or 2.5s")]
    [InlineData("{ source: arrivals, event: { worker: w }, payload: x }", "4:64: payload beside event; make it a line of its own")]
    [InlineData("{ source: arrivals, at: 1s }", "4:13: nothing happens here; add one of: event, payload")]
    [InlineData("{ source: arrivals, evnt: { worker: w } }", "4:33: unknown key 'evnt' in the line of given; did you mean 'event'?")]
    [InlineData("{ source: arrivals, workers: 9..1, event: { a: 1 } }", "4:42: '9..1' is no range of workers")]
    [InlineData("{ source: arrivals, workers: 1..2, event: { worker: w, a: 1 } }", "4:65: worker beside workers; name the workers in one place")]
    [InlineData("{ source: arrivals, every: 1s, event: { worker: w }, values: { a: 1+x3 } }", "4:79: '1+x3' is no value of a series")]
    [InlineData("{ source: arrivals, every: 1s, event: { worker: w }, values: { a: 1 2, b: 1 } }", "4:74: series of 2 and 1 values")]
    [InlineData("{ source: arrivals, event: { worker: w }, values: { a: 1 2 } }", "4:63: several values without every; add every: 1s")]
    [InlineData("{ source: arrivals, every: 1s, event: { worker: w, a: 1 }, values: { a: 1 2 } }", "4:85: a in values and in event; keep one of them")]
    [InlineData("{ source: arrivals, late: 1s, event: { worker: w } }", "4:39: the events of source 'arrivals' state no time: each counts when it arrives")]
    [InlineData("{ source: readings, late: 1s, ahead: 1s, event: { worker: w, site: s } }", "4:50: ahead beside late")]
    [InlineData("{ source: arrivals, payload_hex: 7b7 }", "4:46: the payload is not hexadecimal")]
    [InlineData("{ source: arrivals, payload: 'w${worker}' }", "4:42: ${worker} without workers; add workers: 1..100")]
    [InlineData("{ source: arrivals, payload: 'w${wrker}', workers: 1 }", "4:44: unknown parameter 'wrker'; did you mean 'worker'?")]
    [InlineData("{ source: arrivals, garbage: lots }", "4:42: 'lots' is no whole number")]
    [InlineData("{ source: arrivals, from_file: none.ndjson }", "4:44: the recording cannot be read")]
    [InlineData("{ at: 1s, disconnect: arivals }", "4:35: unknown source 'arivals'; did you mean 'arrivals'?")]
    [InlineData("{ at: 1s, wall_clock: back }", "4:35: 'back' is no step of a clock; write -2m to set it back")]
    public void Given_Mistake_IsToldAtItsPlace(string line, string told)
    {
        var mistake = Assert.Single(Files.Mistakes($"given: [{line}]", Expect));
        Assert.StartsWith(told, mistake);
    }

    [Theory]
    [InlineData("expect: { 1s: { men: 1 } }", "4:21: unknown metric 'men'; did you mean 'mean'?")]
    [InlineData("expect: { soon: { mean: 1 } }", "4:15: 'soon' is no instant")]
    [InlineData("expect: { 1s: { mean: many } }", "4:27: 'm' where a value should be; write a number")]
    [InlineData("expect: { 1s: { mean: 1 2 } }", "4:29: '2' behind a value")]
    [InlineData("expect: { 1s: { mean: ~20 } }", "4:30: the end in a value with a tolerance; write ~20 ± 0.01")]
    [InlineData("expect: { 1s: { 'latest{wrker=\"w\"}': 1 } }", "4:29: the series have no label 'wrker'; did you mean 'worker'?")]
    [InlineData("expect: { 1s: { 'latest{worker}': 1 } }", "4:35: '}' behind label 'worker'")]
    [InlineData("expect: { 1s: { 'latest{worker=\"w\"': 1 } }", "4:39: the end where , or } should be")]
    [InlineData("expect: { 1s: { mean: '> x' } }", "4:30: 'x' in a comparison")]
    [InlineData("always: mean", "4:17: an absent series passes, so this always holds")]
    [InlineData("always: mean = 1", "4:18: '=' in a comparison")]
    [InlineData("never: nothing > 1", "4:12: unknown metric 'nothing'")]
    [InlineData("given: []", "3:5: scenario 'it' expects nothing; add expect:, always: or never:")]
    [InlineData("expct: {}", "4:5: unknown key 'expct' in the scenario; did you mean 'expect'?")]
    [InlineData("start: tomorrow", "4:12: 'tomorrow' is no instant; write one such as 2026-01-01T00:00:00Z")]
    [InlineData("shuffle: { within: 5s }", "4:24: 5s is longer than the lateness of source 'readings'")]
    public void Scenario_Mistake_IsToldAtItsPlace(string line, string told) =>
        Assert.Contains(Files.Mistakes(line), mistake => mistake.StartsWith(told, StringComparison.Ordinal));

    [Fact]
    public void File_ManyMistakes_AreToldInOneRunWithThoseOfThePipeline()
    {
        using var files = new Files(Files.Pipeline.Replace("last(a)", "lst(a)"));
        var mistakes = files.Read("""
            pipeline: p.yaml
            scenarois: []
            scenarios:
              - { name: one, expect: { soon: { mean: 1 } } }
              - { name: one, expect: { 1s: { mean: x } } }
            """).Mistakes;
        Assert.Equal(["2:1", "4:28", "5:13", "5:40"], mistakes.Where(m => m.File == files.ScenarioPath).Select(m => $"{m.Line}:{m.Column}"));
        Assert.Equal(2, mistakes.Count(m => m.File == files.PipelinePath && m.Message.Contains("did you mean 'last'?")));
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("- a", "the file is a list, not a mapping")]
    [InlineData("scenarios: [{ name: a, always: [] }]", "the file has no 'pipeline'")]
    [InlineData("pipeline: p.yaml", "the file has no 'scenarios'")]
    public void File_Wrong_SaysWhat(string text, string told)
    {
        using var files = new Files();
        var result = files.Read(text);
        Assert.Null(result.Set);
        Assert.Contains(result.Mistakes, m => m.Message.Contains(told));
    }

    [Fact]
    public void PipelineThatIsNotThere_IsAMistakeOfTheScenarioFile_WhereItIsNamed()
    {
        using var files = new Files();
        var mistake = files.Read("scenarios: [{ name: a, never: x }]\npipeline: q.yaml").Mistakes.Single(m => m.ToString().Contains("q.yaml"));
        Assert.Equal((files.ScenarioPath, 2, 11), (mistake.File, mistake.Line, mistake.Column));
        Assert.Contains(":2:11: there is no file ", mistake.ToString());
    }
}
