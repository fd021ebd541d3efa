using System.Reactive.Concurrency;
using Streams.Timing;

namespace Streams.Grouping;

/// <summary>Workers that are said to have gone (N12): a second later all their groups end, unless they are told to be there again.</summary>
/// <remarks>
/// The second is for what is on its way: a last report would begin the worker's groups anew, and a worker that only changes its
/// registration would lose what is kept of it. Single-threaded: it belongs to the lane.
/// </remarks>
internal sealed class Goodbyes : IDisposable
{
    private static readonly long Grace = TimeSpan.TicksPerSecond;

    private readonly Dictionary<string, (int Source, long Due)> _said = [];
    private readonly Queue<(string Worker, long Due)> _order = [];
    private readonly IScheduler _scheduler;
    private readonly DueTimer _timer;

    internal Goodbyes(IScheduler scheduler)
    {
        _scheduler = scheduler;
        _timer = new DueTimer(scheduler, End);
    }

    /// <summary>Raised when a worker's groups are to end.</summary>
    internal event Action<string>? Gone;

    /// <summary>A source says that a worker has gone.</summary>
    internal void Say(int source, string worker)
    {
        var due = LeaseWheel.End(_scheduler.Now.UtcTicks, Grace);
        if (!_said.TryAdd(worker, (source, due))) return;
        _order.Enqueue((worker, due));
        _timer.Arm(_order.Peek().Due);
    }

    /// <summary>A source names a worker as one that is there: what the same source said before is taken back.</summary>
    internal void TakeBack(int source, string worker)
    {
        if (_said.Count > 0 && _said.TryGetValue(worker, out var said) && said.Source == source) _said.Remove(worker);
    }

    /// <summary>Puts off what is due, by ticks (N13).</summary>
    internal void Extend(long by)
    {
        var waiting = _order.ToArray();
        _order.Clear();
        foreach (var (worker, due) in waiting)
        {
            var later = LeaseWheel.End(due, by);
            if (_said.TryGetValue(worker, out var said) && said.Due == due) _said[worker] = (said.Source, later);
            _order.Enqueue((worker, later));
        }

        if (_order.TryPeek(out var next)) _timer.Arm(next.Due);
    }

    public void Dispose() => _timer.Dispose();

    private void End(long now)
    {
        while (_order.TryPeek(out var next) && next.Due <= now)
        {
            _order.Dequeue();
            if (_said.TryGetValue(next.Worker, out var said) && said.Due == next.Due)
            {
                _said.Remove(next.Worker);
                Gone?.Invoke(next.Worker);
            }
        }

        _timer.Arm(_order.TryPeek(out var later) ? later.Due : long.MaxValue);
    }
}
