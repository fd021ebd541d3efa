using Streams.Decoding;
using Streams.Definition;
using Streams.Events;
using Streams.Planning;
using Streams.Publishing;
using Streams.Recording;

namespace Streams.Lane;

/// <summary>One pipeline on one virtual clock: takes messages in order, does what falls due, and is read (L1 to L8).</summary>
/// <remarks>
/// Has no thread and reads no clock: <see cref="LaneHost"/> drives it by the wall clock, a replay by a recording's stamps, a test
/// as it likes. One thread at a time. An exception means broken code; the lane is not used again.
/// </remarks>
internal sealed class PipelineLane : IDisposable
{
    /// <summary>How far the wall clock may fall behind before the lane starts anew (L7).</summary>
    private const long StandStill = TimeSpan.TicksPerMinute;

    /// <summary>How much longer than a stall leases are extended: what waited is read in that time (N13).</summary>
    private const long ReadsOn = TimeSpan.TicksPerSecond;

    private readonly PipelineDefinition _definition;
    private readonly SourceDefinition[] _sources;
    private readonly PipelinePage _page;
    private readonly LaneListener _listener;
    private readonly Recorder? _recorder;
    private readonly LaneTap? _tap;
    private readonly SelfMetrics _selfMetrics;
    private readonly SourceAccount[] _accounts;
    private RunningPipeline _running;
    private bool _beganAnew;
    private long _expiredBefore;
    private long _restartedBefore;
    private long _displacedBefore;
    private int _mostWorkers;

    internal PipelineLane(PipelineDefinition definition, ISeriesSink sink, DateTimeOffset start, LaneListener listener, Recorder? recorder = null,
        LaneTap? tap = null)
    {
        _definition = definition;
        _sources = [.. definition.Sources];
        _listener = listener;
        _recorder = recorder;
        _tap = tap;
        _page = new PipelinePage(definition, sink);
        WindowMisses = new WindowMisses(definition);
        Data = new LaneData(definition);
        _running = new RunningPipeline(definition, Publish, start, WindowMisses, listener);
        _accounts = [.. definition.Sources.Select(_ => new SourceAccount())];
        _selfMetrics = new SelfMetrics(definition, sink, recorder);
        recorder?.Begin(start);
    }

    /// <summary>What it takes and shows, for whoever listens.</summary>
    internal LaneData Data { get; }

    /// <summary>Where the lane's clock stands.</summary>
    internal DateTimeOffset Now => _running.Clock.Now;

    /// <summary>When something falls due without any input (L8); null when nothing will.</summary>
    internal DateTimeOffset? NextDue => _running.Clock.NextDue;

    /// <summary>What was counted, by source.</summary>
    internal IReadOnlyList<SourceAccount> Accounts => _accounts;

    /// <summary>What came too late for some windows.</summary>
    internal WindowMisses WindowMisses { get; }

    /// <summary>How often the lane started anew (L7).</summary>
    internal long ClockResets { get; private set; }

    /// <summary>How often the lane was absent (N13).</summary>
    internal long Stalls { get; private set; }

    /// <summary>For how long in all.</summary>
    internal TimeSpan Stalled { get; private set; }

    /// <summary>Distinct workers with a live group, but for strangers (N4).</summary>
    internal int Workers => _running.Workers;

    /// <summary>The workers that a registry names; null where the pipeline has none.</summary>
    internal RegisteredWorkers? Registered => _running.Registered;

    /// <summary>Workers that lost their last group, since the lane began.</summary>
    internal long WorkersExpired => _expiredBefore + _running.WorkersExpired;

    /// <summary>Series that groups may still begin (N4).</summary>
    internal long SeriesLeft => _running.SeriesLeft;

    /// <summary>Groups that made room for others at the cap, since the lane began (N4).</summary>
    internal long GroupsDisplaced => _displacedBefore + _running.GroupsDisplaced;

    /// <summary>How often what a group had added up began anew, since a sum would have left the exact range (N10).</summary>
    internal long SumsRestarted => _restartedBefore + _running.SumsRestarted;

    public void Dispose()
    {
        _running.Dispose();
        Data.End(null);
    }

    /// <summary>The stamp that a message which arrived at <paramref name="arrival"/> would get if it were taken next (L2); both in ticks.</summary>
    internal long StampOf(long arrival) => Math.Max(arrival, _running.Clock.Ticks + 1);

    /// <summary>Takes one message: does what fell due at or before its stamp, then pushes its events (L3).</summary>
    internal void Take(MessageBatch batch, int index)
    {
        ref readonly var message = ref batch[index];
        ResetIfSetBack(message.ArrivalTicks);
        var stamp = StampOf(message.ArrivalTicks);
        _recorder?.Append(stamp, batch.Lines!, index);
        _running.AdvanceTo(stamp);
        var account = _accounts[batch.Source];
        account.Take(message.Reason, stamp);
        if (message.Reason != MessageReason.None)
        {
            _tap?.OnRejected(_running.Clock.Now, _sources[batch.Source], message.Reason.Label(), batch.Lines!.BehindStamp(index));
        }
        account.Source = new SourceCounts(batch.Before.Received + index + 1, batch.Before.Losses);
        for (var i = message.FirstEvent; i < message.FirstEvent + message.EventCount; i++) Push(batch, index, in batch.EventAt(i), stamp, account);
    }

    /// <summary>
    /// The lane was absent between two instants, in ticks: every lease and beat that had not ended before is extended by as much and a
    /// second more (N13).
    /// </summary>
    internal void TakeStall(long from, long until)
    {
        var at = StampOf(from);
        // A clock that stood meanwhile has missed nothing.
        if (until <= at) return;
        _recorder?.Stall(at, until);
        _running.AdvanceTo(at);
        _running.Extend(until - at + ReadsOn);
        Stalls++;
        Stalled += TimeSpan.FromTicks(until - at);
        _listener.OnStalled(new DateTimeOffset(at, TimeSpan.Zero), new DateTimeOffset(until, TimeSpan.Zero));
    }

    /// <summary>Does everything that falls due at or before an instant; an earlier one than the clock's changes nothing (L7).</summary>
    internal void AdvanceTo(DateTimeOffset instant)
    {
        ResetIfSetBack(instant.UtcTicks);
        if (instant > Now) _running.AdvanceTo(instant.UtcTicks);
        NoteWorkers();
    }

    /// <summary>Writes the state at the clock's instant into the page's series (L5).</summary>
    /// <exception cref="OutOfMemoryException">They could not all be written. The lane's state is as it was.</exception>
    internal void Read(LaneView view)
    {
        // Only now: a page that is being written meanwhile shows all of its instant, and not a part of it.
        if (_beganAnew) _page.Clear();
        _beganAnew = false;
        _running.Read();
        _selfMetrics.Publish(this, view);
    }

    /// <summary>Begins anew at an instant, with no pipeline state; what was counted goes on.</summary>
    internal void Restart(DateTimeOffset start)
    {
        _recorder?.Restart(Now, start);
        _expiredBefore = WorkersExpired;
        _restartedBefore = SumsRestarted;
        _displacedBefore = GroupsDisplaced;
        _running.Dispose();
        _beganAnew = true;
        _running = new RunningPipeline(_definition, Publish, start, WindowMisses, _listener);
    }

    private void NoteWorkers()
    {
        var workers = Workers;
        if (workers == 0 && _mostWorkers > 0) _listener.OnEmptied(_mostWorkers);
        _mostWorkers = workers == 0 ? 0 : Math.Max(_mostWorkers, workers);
    }

    private void Publish(WindowReadings readings)
    {
        _page.Publish(readings);
        Data.OnReadings(readings);
    }

    private void ResetIfSetBack(long wall)
    {
        if (_running.Clock.Ticks - wall > StandStill) Reset(new DateTimeOffset(wall, TimeSpan.Zero));
    }

    private void Reset(DateTimeOffset wall)
    {
        _listener.OnClockReset(Now, wall);
        ClockResets++;
        Restart(wall);
    }

    private void Push(MessageBatch batch, int index, in MessageBatch.EventRecord record, long stamp, SourceAccount account)
    {
        if (record.IsBeat)
        {
            _running.Beat(batch.Source, record.Keys!);
            return;
        }

        if (record.IsGoodbye)
        {
            _running.Goodbye(batch.Source, record.Keys!);
            return;
        }

        account.Events++;
        if (record.Reason != EventReason.None)
        {
            account.Reject(record.Reason);
            _tap?.OnRejected(_running.Clock.Now, _sources[batch.Source], record.Reason.Label(), batch.Lines!.BehindStamp(index));
            return;
        }

        var e = new Event(batch.Source, record.Keys!, batch.Values, record.FirstValue, record.TimeOr(stamp, _sources[batch.Source].HasEventTime));
        var verdict = _running.Push(in e);
        _tap?.OnEvent(_running.Clock.Now, _sources[batch.Source], e, Label(verdict));
        switch (verdict)
        {
            case Verdict.Accepted: account.Accepted++; Data.OnEvent(in e); break;
            case Verdict.MissingField: Reject(EventReason.MissingField, e, account); break;
            case Verdict.Negative: Reject(EventReason.Negative, e, account); break;
            case Verdict.OutOfRange: Reject(EventReason.OutOfRange, e, account); break;
            case Verdict.Future: account.Future++; Mistime(e); break;
            case Verdict.Late: account.Late++; Mistime(e); break;
            case Verdict.TooManyWorkers: Reject(EventReason.TooManyWorkers, e, account); break;
        }
    }

    private void Mistime(Event e) => _listener.OnMistimed(_sources[e.Source], e, Now);

    private void Reject(EventReason reason, Event e, SourceAccount account)
    {
        account.Reject(reason);
        _listener.OnRejected(_definition.Sources[e.Source], e, reason.Label());
    }

    private static string Label(Verdict verdict) => verdict switch
    {
        Verdict.Late => "late",
        Verdict.Future => "future",
        Verdict.MissingField => EventReason.MissingField.Label(),
        Verdict.Negative => EventReason.Negative.Label(),
        Verdict.OutOfRange => EventReason.OutOfRange.Label(),
        Verdict.TooManyWorkers => EventReason.TooManyWorkers.Label(),
        _ => "accepted",
    };
}
