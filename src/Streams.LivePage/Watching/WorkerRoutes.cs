using System.Buffers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Streams.Definition;
using Streams.Lane;
using Streams.Prometheus;

namespace Streams.LivePage.Watching;

/// <summary><c>/worker/events</c>: what the sources say of one worker, once a second, as server-sent events.</summary>
internal sealed class WorkerRoutes(IReadOnlyList<(PipelineDefinition Pipeline, LaneData Data)> lanes, TimeProvider time, CancellationToken ending)
{
    /// <summary>The most that watch at a time: each costs the lane a comparison an event.</summary>
    internal const int MaxWatchers = 20;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private int _watchers;

    internal void Map(IEndpointRouteBuilder routes) => routes.MapGet("/worker/events", ServeAsync);

    private async Task ServeAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var at = lanes.ToList().FindIndex(lane => lane.Pipeline.Name == query["pipeline"]);
        if (at < 0)
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, "no such pipeline\n");
            return;
        }

        try
        {
            if (Interlocked.Increment(ref _watchers) > MaxWatchers)
            {
                await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, $"{MaxWatchers} watch already; close one of them\n");
            }
            else await WatchAsync(context, lanes[at].Pipeline, lanes[at].Data, query["label"].ToString(), query["value"].ToString());
        }
        catch (OperationCanceledException)
        {
            // The viewer left or was cut off, or the daemon ends.
        }
        finally
        {
            Interlocked.Decrement(ref _watchers);
        }
    }

    private async Task WatchAsync(HttpContext context, PipelineDefinition pipeline, LaneData data, string label, string value)
    {
        using var leaves = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, ending);
        using var watch = new WorkerWatch(pipeline, data, label, value, time);
        using var timer = new PeriodicTimer(Every, time);
        context.Response.ContentType = "text/event-stream";
        do
        {
            var buffer = new ArrayBufferWriter<byte>(4096);
            buffer.Write("data: "u8);
            watch.Write(buffer);
            buffer.Write("\n\n"u8);
            await ClientWriter.SendAsync(context, new ReadOnlySequence<byte>(buffer.WrittenMemory), leaves.Token);
        }
        while (await timer.WaitForNextTickAsync(leaves.Token));
    }

    private static Task RefuseAsync(HttpContext context, int status, string why)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(why, context.RequestAborted);
    }
}
