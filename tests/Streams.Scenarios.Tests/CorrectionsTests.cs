using Streams.Scenarios.Running;
using Streams.Scenarios.Tests.Support;

namespace Streams.Scenarios.Tests;

public sealed class CorrectionsTests
{
    [Fact]
    public void Apply_WrongValues_AreReplacedAndNothingElse()
    {
        const string text = """
            pipeline: p.yaml   # a comment
            scenarios:
              - name: it
                given: [{ source: arrivals, workers: 1..3, every: 1s, event: {}, values: { a: 1 3 } }]
                expect:
                  0s: { mean: 7, 'latest{worker="1"}': absent }   # stays
                  1s: { mean: ~5.00 ± 0.01, 'total{worker="2"}': '> 9', latest: 1,
                        'total{worker="3"}': "7" }
                  20s: { mean: -1.5e3 }

            """;
        using var files = new Files();
        var scenario = Assert.Single(files.Set(text).Scenarios);
        var (corrected, count) = Corrections.Apply(text, ScenarioRunner.Run(scenario).Failures);
        Assert.Equal(5, count);
        Assert.Equal(
            text.Replace("mean: 7,", "mean: 1,").Replace("\"1\"}': absent", "\"1\"}': 1").Replace("~5.00 ±", "~3 ±").Replace("\"7\"", "\"4\"").Replace("-1.5e3", "absent"),
            corrected);
        // A comparison, and a series that is not one, are for a person to decide.
        Assert.Equal(2, ScenarioRunner.Run(Assert.Single(files.Set(corrected).Scenarios)).Failures.Count);
    }
}
