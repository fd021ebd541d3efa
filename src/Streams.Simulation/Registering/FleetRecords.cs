using System.Text.Encodings.Web;
using System.Text.Json;
using Streams.Dynamo.Naming;

namespace Streams.Simulation.Registering;

/// <summary>The records of a process, with the keys and members that its release gives them.</summary>
internal static class FleetRecords
{
    /// <summary>Of a worker its endpoint and its card.</summary>
    internal static IEnumerable<(string Key, string Value)> Of(FleetProcess process)
    {
        if (process.Capacity is not { } capacity) yield break;
        var place = $"{process.Namespace}/{process.Component}/{FleetSubjects.Serving}/{process.Id:x}";
        var names = $"\"namespace\":{Text(process.Namespace)},\"component\":{Text(process.Component)},"
            + $"\"endpoint\":{Text(FleetSubjects.Serving)},\"instance_id\":{process.Id}";
        var card = $"\"display_name\":\"simulated/model\",\"kv_cache_block_size\":{Prompt.BlockSize},{Role(process)}\"model_type\":\"Chat | Completions\"";
        var runtime = $"\"total_kv_blocks\":{capacity.TotalBlocks},\"max_num_seqs\":{capacity.TotalSlots},"
            + "\"data_parallel_start_rank\":0,\"data_parallel_size\":1";
        yield return ($"v1/mdc/{place}", $"{{\"type\":\"Model\",{names},\"card_json\":{{{card},\"runtime_config\":{{{runtime}}}}}}}");
        yield return ($"v1/instances/{place}",
            $$$"""{"type":"Endpoint",{{{names}}},"transport":{"tcp":"127.0.0.1:1/{{{process.Id:x}}}/{{{FleetSubjects.Serving}}}"}}""");
    }

    /// <summary>Of a publisher where it is to be heard.</summary>
    /// <param name="process">The process.</param>
    /// <param name="channel">Its publisher.</param>
    /// <param name="address">Where it listens; null for one on NATS.</param>
    internal static (string Key, string Value) Of(FleetProcess process, FleetChannel channel, string? address)
    {
        var (space, component) = (process.Namespace, process.Component);
        var transport = address is null
            ? $$$"""{"kind":"Nats","config":{"subject_prefix":{{{Text(channel.Subject[..^(channel.Topic.Length + 1)])}}}}}"""
            : $$$"""{"kind":"Zmq","config":{"endpoint":{{{Text(address)}}}}}""";
        var behind = $"\"topic\":{Text(channel.Topic)},\"instance_id\":{channel.Id},\"transport\":{transport}";
        if (new WireRelease(process.Release).HasEndpointSubjects)
        {
            var key = $"namespace/{DynamoSubjects.Encode(space)}/component/{DynamoSubjects.Encode(component)}"
                + $"/endpoint/{FleetSubjects.Serving}/topic/{DynamoSubjects.Encode(channel.Topic)}";
            var endpoint = $$$"""{"namespace":{{{Text(space)}}},"component":{{{Text(component)}}},"name":{{{Text(FleetSubjects.Serving)}}}}""";
            var scope = $$$"""{"kind":"endpoint","endpoint":{{{endpoint}}}}""";
            return ($"v1/event_channels/{key}/{channel.Id:x}", $$$"""{"type":"EventChannel","scope":{{{scope}}},{{{behind}}}}""");
        }

        // Loads are of the namespace, which has no component.
        var owner = channel.Topic == DynamoSubjects.LoadTopic ? "" : component;
        return ($"v1/event_channels/{space}/{owner}/{channel.Topic}/{channel.Id:x}",
            $$$"""{"type":"EventChannel","namespace":{{{Text(space)}}},"component":{{{Text(owner)}}},{{{behind}}}}""");
    }

    private static string Role(FleetProcess process) => new WireRelease(process.Release).CardsHaveRoles ? "\"worker_type\":\"aggregated\"," : "";

    private static string Text(string text) => $"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
}
