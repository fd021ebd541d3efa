using Streams.Scenarios.Tests.Support;

namespace Streams.Scenarios.Tests.Running;

/// <summary>What can be given, by what the page shows of it.</summary>
public sealed class GivenTests
{
    [Fact]
    public void Every_Until_IsInclusive() => Files.Pass(
        "given: [{ source: arrivals, at: 1s, every: 1s, until: 3s, event: { worker: w, a: 1 } }]",
        "expect: { 999ms: { total: absent }, 1s: { total: 1 }, 2.9999999s: { total: 2 }, 9s: { total: 3 } }");

    [Fact]
    public void Values_SeriesWithGap_GivesOneAnEventAndNoneForAGap() => Files.Pass(
        "given: [{ source: arrivals, every: 1s, event: { worker: w }, values: { a: 10+5x2 _x2 7 } }]",
        "expect:",
        "  0s: { latest: 10 }",
        "  2s: { latest: 20 }",
        "  4s: { latest: 20, 'streams_events_total{source=\"arrivals\"}': 3 }",
        "  5s: { latest: 7, total: 52 }");

    [Fact]
    public void Values_TwoFields_GoTogether() => Files.Pass(
        "given: [{ source: arrivals, every: 1s, event: { worker: w }, values: { a: 1x2, b: 5-1x2 } }]",
        "expect: { 5s: { total: 3, 'streams_events_total{source=\"arrivals\"}': 3 } }");

    [Fact]
    public void Workers_Ranges_GiveAnEventEach() => Files.Pass(
        "given: [{ source: arrivals, workers: [1..3, w-8..w-10, last], event: { a: 2 } }]",
        "expect: { 0s: { streams_workers: 7, 'latest{worker=\"w-9\"}': 2, 'latest{worker=\"last\"}': 2 } }");

    [Fact]
    public void Duplicate_Event_ArrivesAgain() => Files.Pass(
        "given: [{ source: arrivals, duplicate: 2, event: { worker: w, a: 2 } }]",
        "expect: { 0s: { total: 6 } }");

    [Fact]
    public void Garbage_Message_IsRejected() => Files.Pass(
        "given: [{ source: arrivals, every: 1s, until: 4s, garbage: 20 }, { source: arrivals, payload: '' }, { source: arrivals, payload_hex: '00 01' }]",
        "expect:",
        "  5s:",
        "    'streams_messages_rejected_total{source=\"arrivals\",reason=\"malformed\"}': 6",
        "    'streams_messages_rejected_total{source=\"arrivals\",reason=\"empty\"}': 1");

    [Fact]
    public void Late_WithinTheLateness_CountsWhereItHappened() => Files.Pass(
        "given:",
        "  - { source: readings, at: 1s, event: { worker: w, site: s, a: 1 } }",
        "  - { source: readings, at: 9s, late: 3s, event: { worker: w, site: s, a: 1 } }",
        "expect: { 12.5s: { counted: absent }, 13s: { 'counted{window=\"10s\"}': 2 } }");

    [Fact]
    public void Late_AfterTheWindowHasClosed_IsCountedAsLate() => Files.Pass(
        "given:",
        "  - { source: readings, at: 1s, event: { worker: w, site: s, a: 1 } }",
        "  - { source: readings, at: 9s, late: 5s, event: { worker: w, site: s, a: 1 } }",
        "expect: { 14s: { counted: 1, 'streams_events_late_total{source=\"readings\"}': 1 } }");

    [Fact]
    public void Ahead_MoreThanAMinute_IsTheFuture() => Files.Pass(
        "given: [{ source: readings, ahead: 2m, event: { worker: w, site: s, a: 1 } }]",
        "expect: { 1s: { 'streams_events_future_total{source=\"readings\"}': 1 } }");

    [Fact]
    public void Disconnect_Source_LosesWhatArrivesAndKeepsTheLease() => Files.Pass(
        "given:",
        "  - { source: arrivals, every: 1s, until: 10s, event: { worker: w, a: 1 } }",
        "  - { at: 2.5s, disconnect: arrivals }",
        "  - { at: 4.5s, reconnect: [arrivals, readings] }",
        "expect:",
        "  4s: { total: 3, 'streams_source_up{source=\"arrivals\"}': 0, 'streams_source_up{source=\"readings\"}': 1 }",
        "  10s: { total: 9, 'streams_source_up{source=\"arrivals\"}': 1 }");

    [Fact]
    public void WallClock_BackBySeconds_Stands() => Files.Pass(
        "given:",
        "  - { source: arrivals, every: 1s, until: 20s, event: { worker: w, a: 1 } }",
        "  - { at: 5.5s, wall_clock: -10s }",
        "expect: { 20s: { total: 21, streams_clock_resets_total: 0 } }");

    [Fact]
    public void WallClock_BackByMinutes_BeginsAnew() => Files.Pass(
        "given:",
        "  - { source: arrivals, every: 1s, until: 20s, event: { worker: w, a: 1 } }",
        "  - { at: 5.5s, wall_clock: -2m }",
        "expect: { 5.6s: { total: absent, streams_clock_resets_total: 1 }, 20s: { total: 15 } }");

    [Fact]
    public void WallClock_Forward_ExtendsLeases() => Files.Pass(
        "given: [{ source: arrivals, event: { worker: w, a: 1 } }, { at: 1s, wall_clock: 1m }]",
        "expect: { 1s: { total: 1, streams_lane_stalls_total: 1, streams_lane_stalled_seconds_total: ~60 ± 0.001 }, 10.9s: { total: 1 }, 11.1s: { total: absent } }");

    [Fact]
    public void MaxWorkers_OfTheScenario_StandsInForThePipelines() => Files.Pass(
        "max_workers: 1",
        "given: [{ source: arrivals, workers: 1..3, event: { a: 1 } }]",
        "expect: { 0s: { streams_workers: 1, 'streams_events_rejected_total{source=\"arrivals\",reason=\"too_many_workers\"}': 2 } }");

    [Fact]
    public void Start_Date_AlignsWindows() => Files.Pass(
        "start: 2026-03-29T00:59:55Z",
        "given: [{ source: readings, at: 6s, event: { worker: w, site: s, a: 1 } }]",
        "expect: { 17s: { counted: absent }, 18s: { counted: 1 } }");

    [Fact]
    public void FromFile_Recording_PlaysTheMessagesOfItsSource()
    {
        using var files = new Files("""
            pipeline: p
            sources:
              hits: { dynamo: { feed: hit-rate, namespace: n } }
            metrics:
              hit: { help: Hits, from: hits, by: worker_id, value: sum(isl_blocks) }
            """);
        files.Write("r.ndjson", """
            {"streams":1,"started":"2026-11-24T03:00:00.0000000Z","pipeline":"p","parameters":{}}
            {"at":"2026-11-24T03:00:01.0000000Z","source":"hits","subject":"s","data":{"worker_id":7,"isl_blocks":10,"overlap_blocks":4}}
            {"at":"2026-11-24T03:00:02.5000000Z","source":"hits","subject":"s","data":{"worker_id":7,"isl_blocks":20,"overlap_blocks":4}}
            {"end":"2026-11-24T03:00:03.0000000Z"}

            """);
        var scenario = Assert.Single(files.Set(Files.Scenario(
            "given: [{ source: hits, at: 10s, from_file: r.ndjson }]",
            "expect: { 10.9s: { hit: absent }, 11s: { 'hit{worker_id=\"7\"}': 10 }, 12.5s: { hit: 30 } }")).Scenarios);
        Assert.Empty(Streams.Scenarios.Running.ScenarioRunner.Run(scenario).Failures);
    }
}
