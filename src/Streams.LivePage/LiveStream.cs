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

    /// <summary>How many events may be on their way to viewers that are slow; who still takes an older one is cut off.</summary>
    internal const int MaxTurns = 8;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Queue<Turn> _turns = [];
    private TaskCompletionSource<Turn> _next = NewTurn();
    private Turn? _latest;
    private CancellationTokenSource? _watched;
    private int _viewers;

    /// <summary>Sends events until the viewer leaves, the pages end, or one could not be read.</summary>
    /// <param name="send">Sends an event; given what is cancelled when too many newer ones are there.</param>
    /// <param name="leaves">Cancelled when the viewer has left.</param>
    /// <returns>False if there are too many viewers already; then nothing was sent.</returns>
    internal async Task<bool> WatchAsync(Func<ReadOnlyMemory<byte>, CancellationToken, Task> send, CancellationToken leaves)
    {
        if (!Join(out var latest, out var next)) return false;
        try
        {
            if (latest is not null) await send(latest.Bytes, latest.IsOld);
            while (!leaves.IsCancellationRequested)
            {
                var turn = await next.Task.WaitAsync(leaves);
                // Taken before sending: a slow viewer gets the latest event next, and misses those between.
                lock (_gate) next = _next;
                await send(turn.Bytes, turn.IsOld);
            }
        }
        catch (OperationCanceledException)
        {
            // The viewer left or was cut off, or the daemon ends.
        }
        finally
        {
            Leave();
        }

        return true;
    }

    private static TaskCompletionSource<Turn> NewTurn() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool Join(out Turn? latest, out TaskCompletionSource<Turn> next)
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
            _turns.Clear();
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

    private void Publish(Turn turn, CancellationTokenSource watched)
    {
        Turn? old = null;
        lock (_gate)
        {
            if (_watched != watched) return;
            _latest = turn;
            _turns.Enqueue(turn);
            if (_turns.Count > MaxTurns) old = _turns.Dequeue();
            var told = _next;
            _next = NewTurn();
            told.SetResult(turn);
        }

        old?.LetGo();
    }

    /// <summary>Ends the streams of all viewers; their browsers reconnect.</summary>
    private void Fail(CancellationTokenSource watched)
    {
        lock (_gate)
        {
            if (_watched != watched) return;
            _watched = null;
            _latest = null;
            _turns.Clear();
            var told = _next;
            _next = NewTurn();
            told.SetCanceled();
        }
    }

    private Turn Event(DateTimeOffset at)
    {
        var buffer = new ArrayBufferWriter<byte>((_latest?.Bytes.Length ?? 0) + 4096);
        buffer.Write("data: "u8);
        tables.Write(buffer, at);
        buffer.Write("\n\n"u8);
        return new Turn(buffer.WrittenSpan.ToArray());
    }

    /// <summary>An event, which all viewers share.</summary>
    private sealed class Turn(byte[] bytes)
    {
        private readonly CancellationTokenSource _old = new();

        internal byte[] Bytes => bytes;

        internal CancellationToken IsOld => _old.Token;

        internal void LetGo() => _old.Cancel();
    }
}
