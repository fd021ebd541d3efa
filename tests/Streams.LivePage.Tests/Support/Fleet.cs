using Streams.Across;
using Streams.Definition;
using Streams.Reducing;
using Streams.Windowing;

namespace Streams.LivePage.Tests.Support;

/// <summary>A pipeline with the names of the fleet's metrics, whose workers may have any name.</summary>
internal static class Fleet
{
    /// <summary>Its source whose workers stay for ten minutes, and the one whose workers stay for two seconds.</summary>
    internal const int Steady = 0, Brief = 1;

    internal static readonly PipelineDefinition Pipeline = new()
    {
        Name = "fleet",
        Labels = [new("component", "backend"), new("endpoint", "load_metrics")],
        Sources = [Source("steady", TimeSpan.FromMinutes(10)), Source("brief", TimeSpan.FromSeconds(2))],
        Metrics =
        [
            PerWorker("llm_requests_active_slots", Last("active")),
            PerWorker("llm_requests_total_slots", Last("total")),
            PerWorker("llm_requests_waiting", Last("waiting")),
            PerWorker("llm_kv_blocks_active", Last("blocks")),
            PerWorker("llm_kv_blocks_total", Last("blocks_total")),
            PerWorker("llm_kv_hit_rate_percent", HitPercent),
            Across("llm_kv_hit_rate_fleet_percent", HitPercent, AcrossKind.Pool),
            Across("llm_kv_hit_rate_fleet_window_percent", HitPercent, AcrossKind.Pool) with { Over = [Over.Hopping(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(1))] },
            Across("llm_load_avg", Last("blocks"), AcrossKind.Avg),
            Across("llm_load_std", Last("blocks"), AcrossKind.StdDev),
        ],
    };

    /// <summary>The same of another component, as <c>--each component=backend,prefill</c> makes it.</summary>
    internal static readonly PipelineDefinition Prefill = Pipeline with { Name = "fleet/prefill", Labels = [new("component", "prefill"), new("endpoint", "load_metrics")] };

    /// <summary>A pipeline that has nothing to do with workers of a fleet.</summary>
    internal static readonly PipelineDefinition Rooms = new()
    {
        Name = "rooms",
        Sources = [Source("steady", TimeSpan.FromMinutes(10))],
        Metrics =
        [
            PerWorker("room_temperature_celsius", Last("blocks")),
            PerWorker("room_temperature_spread_celsius", ValueExpression.Histogram("blocks", [5, 10, 22.5, 100])) with { Type = MetricType.Histogram },
            Across("room_temperature_mean_celsius", Last("blocks"), AcrossKind.Avg),
            PerWorker("room_temperature_window_celsius", Last("blocks")) with { Over = [Over.Tumbling(TimeSpan.FromSeconds(1)), Over.Hopping(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(2))] },
        ],
    };

    private static ValueExpression HitPercent => new ValueExpression.Binary(
        '*', new ValueExpression.Number(100), new ValueExpression.Binary('/', new ValueExpression.Call("sum", "overlap"), new ValueExpression.Call("sum", "isl")));

    private static ValueExpression.Call Last(string field) => new("last", field);

    private static SourceDefinition Source(string name, TimeSpan expire) => new()
    {
        Name = name,
        CreateDecoder = () => new FleetDecoder(),
        Schema = FleetDecoder.EventSchema,
        Expire = expire,
    };

    private static MetricDefinition PerWorker(string name, ValueExpression value) => new()
    {
        Name = name,
        Help = $"What {name} says",
        From = name.StartsWith("room_", StringComparison.Ordinal) ? ["steady"] : ["steady", "brief"],
        By = ["worker_id"],
        Value = value,
    };

    private static MetricDefinition Across(string name, ValueExpression value, AcrossKind kind) =>
        PerWorker(name, value) with { Across = [new AcrossStep(kind, [])] };
}
