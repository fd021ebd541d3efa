using System.Globalization;
using System.Text.Json;

namespace Streams.Simulation;

/// <summary>Writes a service instance's answers to statistics requests.</summary>
internal sealed class StatsReply(WireRelease release, string service, string instance, ulong? worker, string endpoint)
{
    private const string Serving = FleetSubjects.Serving;
    private readonly string[] _endpoints =
        worker is null ? [] : release.StatsData < StatsData.Null && endpoint != Serving ? [endpoint, Serving] : [Serving];

    /// <param name="started">When the process began, RFC 3339.</param>
    /// <param name="load">The worker's load.</param>
    /// <param name="requests">Requests that it has finished.</param>
    /// <param name="busy">How long it worked on them in all.</param>
    internal ReadOnlyMemory<byte> Write(string started, WorkerLoad load, long requests, TimeSpan busy) => JsonMessages.Write(json =>
    {
        json.WriteString("type", "io.nats.micro.v1.stats_response");
        json.WriteString("name", service);
        json.WriteString("id", instance);
        json.WriteString("version", release.ServiceVersion);
        json.WriteString("started", started);
        json.WriteStartArray("endpoints");
        foreach (var name in _endpoints) WriteEndpoint(json, name, load, requests, busy);
        json.WriteEndArray();
    });

    private void WriteEndpoint(Utf8JsonWriter json, string name, WorkerLoad load, long requests, TimeSpan busy)
    {
        var id = worker!.Value.ToString("x", CultureInfo.InvariantCulture);
        var (handled, nanoseconds) = name == Serving ? (requests, busy.Ticks * 100) : (0, 0);
        json.WriteStartObject();
        json.WriteString("name", $"{service}-{name}-{id}");
        json.WriteString("subject", $"{service}.{name}-{id}");
        json.WriteNumber("num_requests", handled);
        json.WriteNumber("num_errors", 0);
        json.WriteNumber("processing_time", nanoseconds);
        json.WriteNumber("average_processing_time", handled == 0 ? 0 : nanoseconds / handled);
        json.WriteString("last_error", "");
        if (name == endpoint && release.StatsData < StatsData.Null)
        {
            json.WriteStartObject("data");
            WriteData(json, load);
            json.WriteEndObject();
        }
        else if (release.StatsData != StatsData.None)
        {
            json.WriteNull("data");
        }

        json.WriteString("queue_group", "q");
        json.WriteEndObject();
    }

    private void WriteData(Utf8JsonWriter json, WorkerLoad load)
    {
        switch (release.StatsData, release.StatsAreSorted)
        {
            case (StatsData.Nested, true):
                WriteNestedSorted(json, load);
                break;
            case (StatsData.Nested, false):
                JsonMessages.WriteNested(json, load, JsonMessages.Widened);
                break;
            case (_, true):
                WriteKvStatsSorted(json, load);
                json.WriteNumber("num_requests_waiting", load.Waiting);
                json.WriteNumber("request_active_slots", load.ActiveSlots);
                json.WriteNumber("request_total_slots", load.TotalSlots);
                break;
            default:
                if (release.StatsData == StatsData.FlatWithRank) json.WriteNull("data_parallel_rank");
                WriteFlat(json, load);
                break;
        }
    }

    private static void WriteFlat(Utf8JsonWriter json, WorkerLoad load)
    {
        json.WriteNumber("request_active_slots", load.ActiveSlots);
        json.WriteNumber("request_total_slots", load.TotalSlots);
        json.WriteNumber("kv_active_blocks", load.ActiveBlocks);
        json.WriteNumber("kv_total_blocks", load.TotalBlocks);
        json.WriteNumber("num_requests_waiting", load.Waiting);
        JsonMessages.WriteFraction(json, "gpu_cache_usage_perc", JsonMessages.Widened(load.Usage));
        JsonMessages.WriteFraction(json, "gpu_prefix_cache_hit_rate", JsonMessages.Widened(load.HitRate));
    }

    private static void WriteNestedSorted(Utf8JsonWriter json, WorkerLoad load)
    {
        json.WriteStartObject("kv_stats");
        WriteKvStatsSorted(json, load);
        json.WriteEndObject();
        json.WriteNull("spec_decode_stats");
        json.WriteStartObject("worker_stats");
        json.WriteNull("data_parallel_rank");
        json.WriteNumber("num_requests_waiting", load.Waiting);
        json.WriteNumber("request_active_slots", load.ActiveSlots);
        json.WriteNumber("request_total_slots", load.TotalSlots);
        json.WriteEndObject();
    }

    private static void WriteKvStatsSorted(Utf8JsonWriter json, WorkerLoad load)
    {
        JsonMessages.WriteFraction(json, "gpu_cache_usage_perc", JsonMessages.Widened(load.Usage));
        JsonMessages.WriteFraction(json, "gpu_prefix_cache_hit_rate", JsonMessages.Widened(load.HitRate));
        json.WriteNumber("kv_active_blocks", load.ActiveBlocks);
        json.WriteNumber("kv_total_blocks", load.TotalBlocks);
    }
}
