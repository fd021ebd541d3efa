using System.Text;
using NATS.Client.Core;

namespace Streams.EndToEnd.Tests.Support;

/// <summary>A worker of 0.3.2 that answers requests for its statistics until it is disposed: then it is dead, without a goodbye.</summary>
internal sealed class StatsWorker : IAsyncDisposable
{
    /// <summary>Three of 1,024 slots and 768 of 12,894 blocks in use.</summary>
    internal const string Busy = """{"worker_stats":{"data_parallel_rank":null,"request_active_slots":3,"request_total_slots":1024,"num_requests_waiting":0},"kv_stats":{"kv_active_blocks":768,"kv_total_blocks":12894,"gpu_cache_usage_perc":0.05956258997321129,"gpu_prefix_cache_hit_rate":0.41999998688697815},"spec_decode_stats":null}""";

    private readonly CancellationTokenSource _stop = new();
    private readonly INatsSub<byte[]> _requests;
    private readonly Task _answering;

    private StatsWorker(INatsSub<byte[]> requests, byte[] answer)
    {
        _requests = requests;
        _answering = AnswerAsync(answer);
    }

    /// <summary>Starts a worker with this hexadecimal id, whose answers hold this data; it listens when the task ends.</summary>
    internal static async Task<StatsWorker> StartAsync(NatsConnection client, string service, string id, string data)
    {
        var answer = $$"""{"type":"io.nats.micro.v1.stats_response","name":"{{service}}","id":"bdu7nA8tbhy9mEkxIWlkBA","version":"0.0.1","started":"2025-08-08T05:07:17.720783523Z","endpoints":[{"name":"{{service}}-load_metrics-{{id}}","subject":"{{service}}.load_metrics-{{id}}","num_requests":0,"num_errors":0,"processing_time":0,"average_processing_time":0,"last_error":"","data":{{data}},"queue_group":"q"}]}""";
        var requests = await client.SubscribeCoreAsync<byte[]>($"$SRV.STATS.{service}");
        await client.PingAsync();
        return new StatsWorker(requests, Encoding.UTF8.GetBytes(answer));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _answering;
        await _requests.DisposeAsync();
        _stop.Dispose();
    }

    private async Task AnswerAsync(byte[] answer)
    {
        try
        {
            await foreach (var request in _requests.Msgs.ReadAllAsync(_stop.Token)) await request.ReplyAsync(answer);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The worker dies.
        }
    }
}
