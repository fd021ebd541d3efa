using System.Diagnostics;
using System.Globalization;
using Streams.Dynamo;
using Streams.Scenarios;
using Streams.Scenarios.Running;

namespace Streams.Benchmarks;

/// <summary>An hour of virtual time as a scenario: workers that report once a second on two feeds.</summary>
internal static class Hour
{
    internal static string Run(string pipeline, int workers)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("hour-").FullName, "hour.scenarios.yaml");
        File.WriteAllText(file, $$"""
            pipeline: {{Path.GetFullPath(pipeline)}}
            scenarios:
              - name: an hour
                given:
                  - { source: stats, workers: 1..{{workers}}, every: 1s, until: 1h, event: { kv_active_blocks: 10 } }
                  - { source: hits, workers: 1..{{workers}}, every: 1s, until: 1h, event: { isl_blocks: 100, overlap_blocks: 40 } }
                expect:
                  1h: { llm_load_avg: 10, llm_kv_hit_rate_fleet_percent: 40, 'streams_events_accepted_total{source="hits"}': {{workers * 3601}} }
            """);
        var began = Stopwatch.GetTimestamp();
        var result = ScenarioFile.Read(file, new Dictionary<string, string>(), [new DynamoSourceKind()]);
        if (result.Set is null) throw new InvalidOperationException(string.Join('\n', result.Mistakes));
        var passed = ScenarioRunner.Run(result.Set.Scenarios[0]).HasPassed;
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"an hour, {workers} workers, {2 * workers * 3601} events: {seconds:F2} s, {(passed ? "passed" : "FAILED")}");
    }
}
