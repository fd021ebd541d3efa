using System.Text.Json;

namespace Streams.Dynamo.Registry;

/// <summary>What a worker's card says of it; a number that it does not give is NaN, a name empty.</summary>
internal sealed record ModelCard
{
    /// <summary>The namespace.</summary>
    internal required string Namespace { get; init; }

    /// <summary>The component.</summary>
    internal required string Component { get; init; }

    /// <summary>The model as it is served.</summary>
    internal required string Model { get; init; }

    /// <summary><c>prefill</c>, <c>decode</c>, <c>encode</c> or <c>aggregated</c>, from 1.3 on.</summary>
    internal required string Role { get; init; }

    /// <summary>The pod: its owner, where the store tells it, else what the worker calls its host.</summary>
    internal required string Pod { get; init; }

    /// <summary>How many data-parallel ranks the worker has.</summary>
    internal required double Ranks { get; init; }

    /// <summary>KV blocks of the worker: those of a rank times its ranks.</summary>
    internal required double TotalBlocks { get; init; }

    /// <summary>Request slots of the worker: those of a rank times its ranks.</summary>
    internal required double TotalSlots { get; init; }

    /// <summary>Tokens in a block.</summary>
    internal required double BlockTokens { get; init; }

    /// <summary>Reads a card's record; null where it is not one.</summary>
    internal static ModelCard? Read(JsonElement record, string pod)
    {
        if (!record.TryGetProperty("card_json", out var card) || card.ValueKind != JsonValueKind.Object) return null;
        if (RecordValue.Text(record, "namespace") is not { } space || RecordValue.Text(record, "component") is not { } component) return null;
        var runtime = card.TryGetProperty("runtime_config", out var config) && config.ValueKind == JsonValueKind.Object ? config : default;
        var ranks = Math.Max(1, RecordValue.Number(runtime, "data_parallel_size") is var size && double.IsFinite(size) ? size : 1);
        return new ModelCard
        {
            Namespace = space,
            Component = component,
            Model = RecordValue.Text(card, "display_name") ?? "",
            Role = RecordValue.Text(card, "worker_type") ?? "",
            Pod = pod.Length > 0 ? pod : RecordValue.Text(runtime, "stable_routing_id") ?? "",
            Ranks = ranks,
            TotalBlocks = RecordValue.Number(runtime, "total_kv_blocks") * ranks,
            TotalSlots = RecordValue.Number(runtime, "max_num_seqs") * ranks,
            BlockTokens = RecordValue.Number(card, "kv_cache_block_size"),
        };
    }
}
