using Streams.Decoding;
using Streams.Definition;
using Streams.Events;

namespace Streams.Definitions.Tests;

/// <summary>A source kind with the settings and schemas of <c>dynamo</c>, for the reader's tests alone.</summary>
internal sealed class StubDynamo : ISourceKind
{
    private static readonly string[] Worker =
    [
        "request_active_slots", "request_total_slots", "num_requests_waiting", "kv_active_blocks", "kv_total_blocks",
        "gpu_cache_usage_perc", "gpu_prefix_cache_hit_rate",
    ];

    private static readonly string[] Keys = ["worker_id", "dp_rank", "component"];

    private static readonly Dictionary<string, string[]> Feeds = new()
    {
        ["stats"] = Worker,
        ["load"] = [.. Worker, "router_active_blocks"],
        ["hit-rate"] = ["isl_blocks", "overlap_blocks"],
        ["forward-pass"] =
        [
            "scheduled_prefill_tokens", "scheduled_prefill_kv_tokens", "request_active_slots", "num_requests_waiting",
            "scheduled_decode_requests", "queued_prefill_tokens", "pass_seconds",
        ],
        ["requests"] = ["prompt_tokens", "cached_tokens", "output_tokens", "ttft_seconds", "itl_seconds", "queue_depth"],
        ["discovery"] = ["registered", "kv_total_blocks", "request_total_slots"],
    };

    public string Name => "dynamo";

    public SourceDefinition? Read(string name, Settings source)
    {
        if (source.Mapping(Name) is not { } settings) return null;
        var feed = settings.Choice("feed", [.. Feeds.Keys], required: true);
        _ = settings.Text("namespace", required: feed != "requests");
        _ = settings.Text("component");
        _ = settings.Text("endpoint");
        _ = settings.Duration("every");
        _ = settings.Duration("timeout");
        return feed is null ? null : new SourceDefinition
        {
            Name = name,
            CreateDecoder = () => new NoDecoder(),
            Schema = new EventSchema(
                feed switch { "discovery" => [.. Keys, "dynamo_namespace", "model", "role", "pod"], "requests" => [.. Keys, "model"], _ => Keys }, Feeds[feed]),
        };
    }

    /// <summary>Its tests send events, not messages.</summary>
    private sealed class NoDecoder : IDecoder
    {
        public EventSchema Schema { get; } = new([], []);

        public void Decode(string subject, ReadOnlySpan<byte> payload, EventWriter events) => throw new NotSupportedException("There are no messages here.");
    }
}
