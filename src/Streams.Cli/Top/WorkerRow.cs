using System.Text.Json;

namespace Streams.Cli.Top;

/// <summary>A worker as <c>top</c> shows it; what is not known of it is null.</summary>
internal sealed record WorkerRow(string Id, string Component, string Pipeline, double? Load, double? Whole, double? Slots, double? TotalSlots, double? Waiting,
    double? HitRate, double? Reuse)
{
    /// <summary>What it is known by from one snapshot to the next.</summary>
    internal string Name => $"{Pipeline}\0{Component}\0{Id}";

    /// <summary>The part of its capacity that is in use, from 0 to 1; null where no capacity is known.</summary>
    internal double? Share => Load / Whole is { } share && double.IsFinite(share) ? share : null;

    /// <summary>The workers of a snapshot: blocks where they are known, else slots, are their load.</summary>
    internal static IReadOnlyList<WorkerRow> Of(FleetSnapshot snapshot) => [.. snapshot.Workers.Select(w => Of(w.Table, w.Row))];

    private static WorkerRow Of(FleetTable table, JsonElement[] row)
    {
        var (slots, total) = (Value("llm_requests_active_slots"), Value("llm_requests_total_slots"));
        var blocks = Value("llm_kv_blocks_active");
        return new WorkerRow(table.Label(row, "worker_id"), table.Label(row, "component"), table.Pipeline,
            blocks ?? slots, blocks is null ? total : Value("llm_kv_blocks_total"),
            slots, total, Value("llm_requests_waiting"), Value("llm_kv_hit_rate_percent"), Value("llm_kv_reuse_percent"));

        double? Value(string family) => table.Value(row, family);
    }
}
