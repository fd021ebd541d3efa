using System.Reactive;
using System.Reactive.Concurrency;
using Microsoft.Reactive.Testing;
using Streams.Grouping;

namespace Streams.Tests.Grouping;

/// <summary>N12: beats keep silent groups, and the last one takes them along.</summary>
public class AliveTests
{
    private const int Beat = 50;
    private readonly TestScheduler _scheduler = new();
    private readonly Beats _stats;
    private readonly Beats _passes;

    public AliveTests()
    {
        _stats = new(TimeSpan.FromTicks(Beat), 1000, _scheduler);
        _passes = new(TimeSpan.FromTicks(Beat), 1000, _scheduler);
    }

    [Fact]
    public void Alive_BeatsPastThePlainLease_KeepsTheGroupUntilTheLastOneEnds()
    {
        Beats(_stats, "a", 10, 50, 90, 130, 170);
        Assert.Equal("10 +a, 10 a, 220 -a", Run(Report.At(10, "a")));
    }

    [Fact]
    public void Alive_LastBeatEndsBeforeThePlainLease_EndsTheGroup()
    {
        Beats(_stats, "a", 20);
        Assert.Equal("10 +a, 10 a, 60 a, 70 -a", Run(Report.At(10, "a"), Report.At(60, "a")));
    }

    [Fact]
    public void Alive_WorkerThatNeverBeats_HasItsPlainLease()
    {
        Beats(_stats, "b", 20, 60, 100);
        Assert.Equal("10 +a, 10 a, 110 -a", Run(Report.At(10, "a")));
    }

    [Fact]
    public void Alive_BeatBeginsLate_KeepsWhatIsStillThere()
    {
        Beats(_stats, "a", 100);
        Assert.Equal("10 +a, 10 a, 150 -a", Run(Report.At(10, "a")));
    }

    [Fact]
    public void Alive_BeatBeginsAtTheLeaseEnd_ComesTooLate()
    {
        Beats(_stats, "a", 110);
        Assert.Equal("10 +a, 10 a, 110 -a", Run(Report.At(10, "a")));
    }

    [Fact]
    public void Alive_BeatAtTheEndOfABeat_IsANewOne()
    {
        Beats(_stats, "a", 20, 70);
        Assert.Equal("10 +a, 10 a, 70 -a", Run(Report.At(10, "a")));
    }

    [Fact]
    public void Alive_TwoBeatingSources_TheLastOfBothEndsTheGroup()
    {
        Beats(_stats, "a", 20, 60);
        Beats(_passes, "a", 80);
        Assert.Equal("10 +a, 10 a, 130 -a", Run(Report.At(10, "a")));
    }

    [Fact]
    public void Alive_TwoBeatsThatEndTogether_EndTheGroupOnce()
    {
        Beats(_stats, "a", 20);
        Beats(_passes, "a", 20);
        Assert.Equal("10 +a, 10 a, 70 -a", Run(Report.At(10, "a")));
    }

    [Fact]
    public void Alive_EventWhileHeld_DoesNotOutlastTheBeat()
    {
        Beats(_stats, "a", 80, 120, 160);
        Assert.Equal("10 +a, 10 a, 150 a, 210 -a, 220 +a, 220 a, 320 -a", Run(Report.At(10, "a"), Report.At(150, "a"), Report.At(220, "a")));
    }

    [Fact]
    public void Alive_AllRanksOfAWorker_LeaveTogether()
    {
        Beats(_stats, "a", 20);
        Assert.Equal("10 +a/0, 10 a/0, 30 +a/1, 30 a/1, 70 -a/0, 70 -a/1", Run(Report.At(10, "a/0"), Report.At(30, "a/1")));
    }

    [Fact]
    public void Alive_SourceThatNamesNoBeats_IsNotTouchedByThem()
    {
        Beats(_stats, "a", 20);
        Beats(_passes, "a", 20);
        IReadOnlyList<Beats>[] second = [[], [_stats]];
        Assert.Equal("10 +a, 10 a, 110 -a", Run(second, Report.At(10, "a")));
    }

    [Fact]
    public void Alive_TakeoverOfAHeldGroup_FollowsTheNewSource()
    {
        Beats(_stats, "a", 20, 60, 100, 140);
        IReadOnlyList<Beats>[] second = [[], [_stats]];
        Assert.Equal("10 +a, 10 a@1, 130 -a, 130 +a, 130 a, 230 -a", Run(second, Report.At(10, "a", 1), Report.At(130, "a")));
    }

    [Fact]
    public void Beats_AtTheCap_IgnoresFurtherWorkers()
    {
        var beats = new Beats(TimeSpan.FromTicks(Beat), 1, _scheduler);
        beats.Beat("a", 0);
        beats.Beat("b", 0);
        Assert.Equal((1, true, false), (beats.Count, beats.IsBeating("a", 0), beats.IsBeating("b", 0)));
        _scheduler.AdvanceTo(Beat);
        Assert.Equal((0, false), (beats.Count, beats.IsBeating("a", Beat)));
    }

    [Fact]
    public void Beats_Disposed_StopsItsTimerAndTellsNobody()
    {
        var ended = new List<string>();
        _stats.Ended += (_, worker, _) => ended.Add(worker);
        _stats.Beat("a", 0);
        _stats.Dispose();
        _scheduler.Start();
        Assert.Equal((0, 0L), (ended.Count, _scheduler.Clock));
    }

    [Fact]
    public void Roster_WorkerThatLeavesWithItsBeat_IsLost()
    {
        Beats(_stats, "a", 20);
        var roster = new WorkerRoster();
        _ = new GroupLog(_scheduler, GroupLog.LeasesOf(alive: [[_stats]], roster: roster), _scheduler.CreateHotObservable(Report.At(10, "a/0"), Report.At(10, "a/1")));
        _scheduler.AdvanceTo(69);
        Assert.Equal((1, 0L), (roster.Count, roster.Expired));
        _scheduler.AdvanceTo(70);
        Assert.Equal((0, 1L), (roster.Count, roster.Expired));
    }

    private void Beats(Beats beats, string worker, params long[] times)
    {
        foreach (var time in times) _scheduler.Schedule(new DateTimeOffset(time, TimeSpan.Zero), () => beats.Beat(worker, _scheduler.Clock));
    }

    private string Run(params Recorded<Notification<Report>>[] messages) => Run([[_stats, _passes]], messages);

    private string Run(IReadOnlyList<IReadOnlyList<Beats>> alive, params Recorded<Notification<Report>>[] messages)
    {
        var log = new GroupLog(_scheduler, GroupLog.LeasesOf(alive: alive), _scheduler.CreateHotObservable(messages));
        _scheduler.Start();
        return log.Text;
    }
}
