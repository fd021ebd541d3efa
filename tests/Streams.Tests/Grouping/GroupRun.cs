using System.Reactive.Concurrency;
using System.Reactive.Subjects;
using Streams.Grouping;
using Streams.Timing;

namespace Streams.Tests.Grouping;

/// <summary>The operator on a virtual clock, driven step by step, with the groups that are live.</summary>
internal sealed class GroupRun
{
    private readonly HistoricalScheduler _scheduler = new(DateTimeOffset.MinValue);
    private readonly Subject<Report> _events = new();
    private readonly List<(string Key, int Source, long Began)> _live = [];
    private readonly Beats[] _beats;
    private readonly Leases<Report> _leases;
    private readonly LiveGroups<Report> _living = new();
    private int _source;

    internal GroupRun(int[] expire, int[] beatExpire, int[][] alive, int cap)
    {
        _beats = [.. beatExpire.Take(2).Select(length => new Beats(TimeSpan.FromTicks(length), 100, _scheduler))];
        _leases = new()
        {
            Expire = e => TimeSpan.FromTicks(expire[e.Source]),
            Precedence = e => e.Source,
            Begins = e => !e.Late,
            Cap = cap,
            Alive = [.. alive.Select(set => set.Select(b => _beats[b]).ToArray())],
            Roster = Roster,
        };
        _events.GroupByWorker(e => e.Key, _leases, _living, _scheduler).Subscribe(
            group =>
            {
                var entry = (group.Key.ToString(), _source, Now);
                _live.Add(entry);
                group.Subscribe(_ => { }, _ => { }, () => _live.Remove(entry));
            },
            _ => { });
    }

    internal WorkerRoster Roster { get; } = new();

    internal long Now => _scheduler.Now.UtcTicks;

    internal List<(string Key, int Source, long Began)> Live => [.. _live.OrderBy(g => g.Key, StringComparer.Ordinal)];

    internal void Advance(long ticks) => _scheduler.AdvanceBy(TimeSpan.FromTicks(ticks));

    internal void Beat(int beats, string worker) => _beats[beats].Beat(worker, Now);

    internal bool WouldExceed(Report said) => _living.WouldExceed(said);

    internal void Say(Report said)
    {
        _source = said.Source;
        _events.OnNext(said);
    }
}
