using System.Buffers;
using Microsoft.Extensions.Logging;
using Streams.Events;
using Streams.Prometheus;

namespace Streams.LivePage;

/// <summary>The tables once a second, as server-sent events: read once for all viewers, and not at all while there are none.</summary>
/// <remarks>Safe from any thread.</remarks>
internal sealed class LiveStream(MetricsPage page, LiveTables tables, TimeProvider time, ILogger log)
{
    /// <summary>The most viewers at a time; scrapers need connections, too.</summary>
    internal const int MaxViewers = 100;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private TaskCompletionSource<byte[]> _next = NewTurn();
    private byte[]? _latest;
    private CancellationTokenSource? _watched;
    private int _viewers;

    /// <summary>Sends events until the viewer leaves, the pages end, or one could not be read.</summary>
    /// <returns>False if there are too many viewers already; then nothing was sent.</returns>
    internal async Task<bool> WatchAsync(Func<ReadOnlyMemory<byte>, Task> send, CancellationToken leaves)
    {
        if (!Join(out var latest, out var next)) return false;
        try
        {
            if (latest is not null) await send(latest);
            while (!leaves.IsCancellationRequested)
            {
                var turn = await next.Task.WaitAsync(leaves);
                // Taken before sending: a slow viewer gets the latest event next, and misses those between.
                lock (_gate) next = _next;
                await send(turn);
            }
        }
        catch (OperationCanceledException)
        {
            // The viewer left, or the daemon ends.
        }
        finally
        {
            Leave();
        }

        return true;
    }

    private static TaskCompletionSource<byte[]> NewTurn() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool Join(out byte[]? latest, out TaskCompletionSource<byte[]> next)
    {
        lock (_gate)
        {
            latest = _latest;
            next = _next;
            if (_viewers == MaxViewers) return false;
            _viewers++;
            if (_watched is null)
            {
                _watched = new CancellationTokenSource();
                _ = TickAsync(_watched);
            }

            return true;
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_viewers > 0) return;
            _watched?.Cancel();
            _watched = null;
            _latest = null;
        }
    }

    private async Task TickAsync(CancellationTokenSource watched)
    {
        try
        {
            using var timer = new PeriodicTimer(Every, time);
            do Publish(await page.ReadAsync(Event, watched.Token), watched);
            while (await timer.WaitForNextTickAsync(watched.Token));
        }
        catch (OperationCanceledException)
        {
            // There are no viewers, or no more pages.
            Fail(watched);
        }
        catch (Exception broken)
        {
            log.LogError(broken, "The live page could not be read");
            Fail(watched);
        }
        finally
        {
            watched.Dispose();
        }
    }

    private void Publish(byte[] turn, CancellationTokenSource watched)
    {
        lock (_gate)
        {
            if (_watched != watched) return;
            _latest = turn;
            var told = _next;
            _next = NewTurn();
            told.SetResult(turn);
        }
    }

    /// <summary>Ends the streams of all viewers; their browsers reconnect.</summary>
    private void Fail(CancellationTokenSource watched)
    {
        lock (_gate)
        {
            if (_watched != watched) return;
            _watched = null;
            _latest = null;
            var told = _next;
            _next = NewTurn();
            told.SetCanceled();
        }
    }

    private byte[] Event(DateTimeOffset at)
    {
        var buffer = new ArrayBufferWriter<byte>((_latest?.Length ?? 0) + 4096);
        buffer.Write("data: "u8);
        tables.Write(buffer, at);
        buffer.Write("\n\n"u8);
        return buffer.WrittenSpan.ToArray();
    }
}
