using System.Collections.Immutable;
using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Streams.Definition;
using Streams.Events;
using Streams.Lane;
using Streams.Prometheus;
using Streams.Publishing;

namespace Streams.LivePage.Tests.Support;

/// <summary>A page of a fleet at one instant, with a quarter of an hour before it, the same at every run: half of the workers are of an old release, half of a new one.</summary>
internal sealed class FrozenFleet : IAsyncDisposable
{
    internal static readonly DateTimeOffset Now = new(2026, 11, 24, 3, 17, 0, TimeSpan.Zero);

    private const int OldBlocks = 1024;

    private readonly PrometheusSink _sink = new();
    private readonly LiveTables _tables = new();
    private readonly Dictionary<string, ISeriesFamily> _declared = [];
    private readonly LaneHost _lane = new(Fleet.Pipeline, new PrometheusSink(), TimeProvider.System, new LaneListener());
    private readonly MetricsPage _page;
    private readonly MetricsEndpoint _endpoint;
    private readonly CancellationTokenSource _ending = new();
    private readonly ImmutableArray<WorkerKey> _old, _new, _all;

    private FrozenFleet(int workers)
    {
        _all = [.. Enumerable.Range(0, workers).Select(i => new WorkerKey($"{7587852398987942736 + (2 * i)}", "backend"))];
        (_old, _new) = ([.. _all.Take(workers / 2)], [.. _all.Skip(workers / 2)]);
        _page = new MetricsPage(new StillPage(), _sink);
        Declare("streams_build_info", ["version"], "").Create(["0.1.0"]).Set(1);
        foreach (var source in (string[])["stats", "passes", "load", "hits"])
        {
            One("streams_source_up", source, 1);
            One("streams_messages_received_total", source, 1000 * source.Length);
            One("streams_source_missed_total", source, 0);
            One("streams_source_last_message_timestamp_seconds", source, Now.ToUnixTimeSeconds() - 1);
        }

        Declare("streams_workers", ["pipeline"]).Create(["dynamo"]).Set(workers);
        var live = new LiveRoutes(_page, _tables, [(Fleet.Pipeline with { Name = "dynamo" }, _lane.Data)], TimeProvider.System,
            TimeSpan.FromDays(1), NullLogger.Instance, _ending.Token);
        var shown = Series();
        for (var beat = LiveHistory.Beats; beat >= 0; beat--)
        {
            foreach (var (rows, keys, value) in shown) rows.Show(keys, [.. keys.Select((key, i) => value(i, beat))]);
            if (beat > 0) live.History.Take(Now - (beat * LiveHistory.Every));
        }

        _endpoint = new MetricsEndpoint(_page, new MetricsEndpointOptions { Listen = new ListenAddress(IPAddress.Loopback, 0), Routes = live.Map });
    }

    internal string Url => _endpoint.Address.ToString();

    internal static async Task<FrozenFleet> StartAsync(int workers)
    {
        var fleet = new FrozenFleet(workers);
        await fleet._endpoint.StartAsync();
        return fleet;
    }

    /// <summary>The mean of the load so many beats ago, as the page has it.</summary>
    internal static double Load(int beat) => Math.Round(400 + (150 * Math.Sin(beat / 9.0)));

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _endpoint.StopAsync();
        await _endpoint.DisposeAsync();
        _page.Dispose();
        _lane.Dispose();
        _ending.Dispose();
    }

    /// <summary>Every family with its keys, and its value for a worker so many beats ago.</summary>
    private List<(ISeriesRows Rows, ImmutableArray<WorkerKey> Keys, Func<int, int, double> Value)> Series()
    {
        List<(ISeriesRows, ImmutableArray<WorkerKey>, Func<int, int, double>)> all = [];
        Worker("llm_requests_active_slots", _all, (i, beat) => Math.Floor(Blocks(i, beat) / 64));
        Worker("llm_requests_total_slots", _old, (_, _) => 16);
        Worker("llm_requests_waiting", _all, (i, beat) => i % 17 == 3 ? Math.Floor(Blocks(i, beat) / 200) : 0);
        Worker("llm_kv_blocks_active", _all, Blocks);
        Worker("llm_kv_blocks_total", _old, (_, _) => OldBlocks);
        Worker("llm_load_percent", _old, (i, beat) => 100 * Blocks(i, beat) / OldBlocks);
        Worker("llm_kv_hit_rate_percent", _old, (i, _) => 40 + (i * 7 % 30));
        Worker("llm_kv_reuse_percent", _new, (i, _) => 45 + (i * 11 % 25));
        One("llm_load_avg", Load);
        One("llm_load_std", beat => 60 + (40 * Math.Cos(beat / 5.0)));
        One("llm_load_fleet_percent", beat => Load(beat) / 10.24);
        One("llm_kv_hit_rate_fleet_percent", _ => 54.3);
        One("llm_kv_reuse_fleet_percent", _ => 57.1);
        One("llm_kv_hit_rate_fleet_window_percent", beat => 54 + (6 * Math.Sin(beat / 7.0)));
        One("llm_kv_reuse_fleet_window_percent", beat => 62 + (8 * Math.Cos(beat / 11.0)));
        return all;

        void Worker(string name, ImmutableArray<WorkerKey> keys, Func<int, int, double> value) =>
            all.Add((_tables.Before(_sink, "dynamo").DeclareRows(Family(name, ["worker_id", "component"])).Create([]), keys, value));

        void One(string name, Func<int, double> value) =>
            all.Add((_tables.Before(_sink, "dynamo").DeclareRows(Family(name, ["component"])).Create([]), [new WorkerKey("backend")], (_, beat) => value(beat)));
    }

    private static double Blocks(int i, int beat) => Math.Round(Math.Clamp(Load(beat) + (300 * Math.Sin((i * 2.4) + (beat / 6.0))) + (i % 29 == 5 ? 260 : 0), 0, OldBlocks));

    private static SeriesFamily Family(string name, string[] labels) => new(name, $"What {name} says", MetricType.Gauge, [new("endpoint", "load_metrics")], labels);

    private void One(string name, string source, double value) => Declare(name, ["pipeline", "source"]).Create(["dynamo", source]).Set(value);

    private ISeriesFamily Declare(string name, string[] labels, string pipeline = "dynamo")
    {
        if (!_declared.TryGetValue(name, out var family))
        {
            _declared.Add(name, family = _tables.Before(_sink, pipeline).Declare(new SeriesFamily(name, name, MetricType.Gauge, [], labels)));
        }

        return family;
    }

    /// <summary>A page that is always of the same instant.</summary>
    private sealed class StillPage : IPageSource
    {
        public ValueTask<DateTimeOffset> ReadAsync(CancellationToken cancel) => ValueTask.FromResult(Now);
    }
}
