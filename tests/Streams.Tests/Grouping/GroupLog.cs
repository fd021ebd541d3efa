using System.Reactive;
using System.Reactive.Linq;
using Microsoft.Reactive.Testing;
using Streams.Grouping;

namespace Streams.Tests.Grouping;

/// <summary>Runs <c>GroupByWorker</c> on a timeline and writes down what every group tells: "30 +a", "30 a", "40 -a".</summary>
internal sealed class GroupLog
{
    private readonly List<string> _lines = [];
    private readonly TestScheduler _scheduler;

    internal GroupLog(TestScheduler scheduler, Leases<Report> leases, IObservable<Report> events, LiveGroups<Report>? live = null)
    {
        _scheduler = scheduler;
        Live = live ?? new();
        Subscription = events.GroupByWorker(e => e.Key, leases, Live, scheduler).Subscribe(
            group =>
            {
                var name = group.Key.ToString().Replace(',', '/');
                Write("+" + name);
                group.Subscribe(e => Write(name + (e.Source == 0 ? "" : "@" + e.Source)), error => Write("!" + name), () => Write("-" + name));
            },
            error => Write("!"),
            () => Write("."));
    }

    internal IDisposable Subscription { get; }

    /// <summary>Which groups live.</summary>
    internal LiveGroups<Report> Live { get; }

    internal string Text => string.Join(", ", _lines);

    /// <summary>Leases of 100 ticks for source 0 and of other lengths for the sources after it.</summary>
    internal static Leases<Report> LeasesOf(int cap = 1000, IReadOnlyList<IReadOnlyList<Beats>>? alive = null, WorkerRoster? roster = null, params int[] expire)
    {
        if (expire.Length == 0) expire = [100, 100];
        return new()
        {
            Expire = e => TimeSpan.FromTicks(expire[e.Source]),
            Precedence = e => e.Source,
            Begins = e => !e.Late,
            Cap = cap,
            Alive = alive ?? [],
            Roster = roster,
        };
    }

    /// <summary>The log of a whole timeline.</summary>
    internal static string Run(Leases<Report> leases, params Recorded<Notification<Report>>[] messages)
    {
        var scheduler = new TestScheduler();
        var log = new GroupLog(scheduler, leases, scheduler.CreateHotObservable(messages));
        scheduler.Start();
        return log.Text;
    }

    private void Write(string what) => _lines.Add($"{_scheduler.Clock} {what}");
}
