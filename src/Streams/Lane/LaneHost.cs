using Streams.Decoding;
using Streams.Definition;
using Streams.Publishing;
using Streams.Recording;

namespace Streams.Lane;

/// <summary>Drives a lane by the wall clock on its own thread.</summary>
/// <remarks>Messages come by <see cref="Inputs"/>, pages are read by <see cref="ReadAsync"/>. Safe from any thread.</remarks>
public sealed class LaneHost : IDisposable
{
    /// <summary>Messages that may wait for the lane; more are dropped, counted. About a second of a flood.</summary>
    public const int DefaultQueueMessages = 524_288;

    private readonly PipelineLane _lane;
    private readonly Recorder? _recorder;
    private readonly LaneQueue _queue;
    private readonly TimeProvider _time;
    private readonly AutoResetEvent _wake = new(false);
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private Heartbeat? _heartbeat;
    private (long From, long Until) _stall = (long.MaxValue, 0);
    private TaskCompletionSource<DateTimeOffset>? _read;
    private volatile bool _readWaits;
    private volatile bool _stopping;
    private long _resets;

    /// <summary>
    /// Creates a lane that begins now, and its recording, if there is one, with it; nothing runs before <see cref="Start"/> or <see
    /// cref="Turn"/>.
    /// </summary>
    public LaneHost(PipelineDefinition definition, ISeriesSink sink, TimeProvider time, LaneListener listener, int queueMessages = DefaultQueueMessages,
        Recorder? recorder = null, LaneTap? tap = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(time);
        _time = time;
        _recorder = recorder;
        _lane = new PipelineLane(definition, sink, time.GetUtcNow(), listener, recorder, tap);
        _queue = new LaneQueue(queueMessages) { Posted = () => _wake.Set() };
        var keepsMessages = recorder is not null || tap is not null;
        Inputs = [.. definition.Sources.Select((source, i) => new SourceInput(source, i, _queue, time, listener, definition.MaxWorkers, keepsMessages))];
    }

    /// <summary>The way in of each source, in the pipeline's order.</summary>
    public IReadOnlyList<SourceInput> Inputs { get; }

    /// <summary>Messages that wait to be taken.</summary>
    public int Waiting => _queue.Waiting;

    /// <summary>The events that it accepts and the readings that it shows.</summary>
    public LaneData Data => _lane.Data;

    /// <summary>Ends when the lane has stopped; faulted by the exception that ended it.</summary>
    public Task Completion => _completion.Task;

    /// <summary>Starts the lane's thread.</summary>
    public void Start(string name) => new Thread(Run) { Name = "lane " + name, IsBackground = true }.Start();

    /// <summary>Stops when everything that was posted has been taken.</summary>
    public Task StopAsync()
    {
        _stopping = true;
        _wake.Set();
        return Completion;
    }

    /// <summary>Brings the page's series to one instant T, which it returns (L5). Reads that wait together share it.</summary>
    public Task<DateTimeOffset> ReadAsync()
    {
        lock (_gate)
        {
            if (_completion.Task.IsCompleted) return Task.FromException<DateTimeOffset>(new InvalidOperationException("the lane has stopped"));
            _read ??= new TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously);
            _readWaits = true;
            _wake.Set();
            return _read.Task;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _lane.Dispose();
        _wake.Dispose();
    }

    /// <summary>Does all that is due, and returns how long the lane may sleep unless a message or a reader comes (L8).</summary>
    internal TimeSpan Turn()
    {
        while (true)
        {
            if (_readWaits) ServeRead(null, 0);
            if (!_queue.TryTake(out var batch)) break;
            Look();
            for (var i = 0; i < batch!.Count; i++)
            {
                if (batch[i].ArrivalTicks > _stall.From) TakeStall();
                if (_readWaits) ServeRead(batch, i);
                _lane.Take(batch, i);
            }

            _recorder?.Commit();
            _queue.End(batch);
        }

        AdvanceToDue();
        if (_resets != _lane.ClockResets) TellReset();
        var sleep = (_lane.NextDue - _time.GetUtcNow()) ?? Heartbeat.Interval;
        return sleep < TimeSpan.Zero ? TimeSpan.Zero : sleep < Heartbeat.Interval ? sleep : Heartbeat.Interval;
    }

    /// <summary>From now on it notices when it was absent (N13). Whoever turns it by hand comes when they like, and may do without.</summary>
    internal void BeginHeartbeat() => _heartbeat = new Heartbeat();

    private void Run()
    {
        try
        {
            BeginHeartbeat();
            while (true)
            {
                var stop = _stopping;
                var sleep = Turn();
                if (stop) break;
                // Rounded up: a wake just before the due time would find nothing to do.
                _wake.WaitOne(TimeSpan.FromMilliseconds(Math.Ceiling(sleep.TotalMilliseconds)));
            }

            End(null);
        }
        catch (Exception broken)
        {
            // The program awaits Completion, and ends with this exception.
            End(broken);
        }
    }

    private void End(Exception? broken)
    {
        _recorder?.End(broken is null ? _lane.Now : null);
        _lane.Data.End(broken);
        lock (_gate)
        {
            if (broken is null) _completion.TrySetResult();
            else _completion.TrySetException(broken);
            _read?.TrySetException(broken ?? new InvalidOperationException("the lane has stopped"));
            _read = null;
        }
    }

    /// <summary>
    /// The wall clock. It is read so before anything of that time is done, since the thread may be stopped anywhere: an absence is noted, to be
    /// taken behind what had arrived before it.
    /// </summary>
    private DateTimeOffset Look()
    {
        var now = _time.GetUtcNow();
        // Set back since then (L7): the lane was not absent at a time that is still to come.
        if (now.UtcTicks < _stall.From) _stall = (long.MaxValue, 0);
        if (_heartbeat?.Beat(now) is not { } from) return now;
        TakeStall();
        _stall = (from.UtcTicks, now.UtcTicks);
        return now;
    }

    private void TakeStall()
    {
        if (_stall.From == long.MaxValue) return;
        _lane.TakeStall(_stall.From, _stall.Until);
        _stall = (long.MaxValue, 0);
    }

    private void AdvanceToDue()
    {
        var now = Look();
        TakeStall();
        // The clock moves for what is due, and not to now: a message may be on its way with an earlier arrival.
        if (now < _lane.Now) _lane.AdvanceTo(now);
        while (_lane.NextDue is { } due && due <= now) _lane.AdvanceTo(due);
    }

    private void TellReset()
    {
        _resets = _lane.ClockResets;
        foreach (var input in Inputs) input.OnBeganAnew();
    }

    private void ServeRead(MessageBatch? inHand, int index)
    {
        TaskCompletionSource<DateTimeOffset> read;
        lock (_gate)
        {
            read = _read!;
            _read = null;
            _readWaits = false;
        }

        try
        {
            // A page for which there is no memory takes nothing else with it.
            if (ReadAt(inHand, index) is { } lack) read.SetException(lack);
            else read.SetResult(_lane.Now);
        }
        catch (Exception broken)
        {
            read.SetException(broken);
            throw;
        }
    }

    private OutOfMemoryException? ReadAt(MessageBatch? inHand, int index)
    {
        var waits = inHand is not null || _queue.TryPeek(out inHand);
        var now = Look();
        var instant = waits ? new DateTimeOffset(_lane.StampOf(inHand![index].ArrivalTicks) - 1, TimeSpan.Zero) : now;
        if (instant.UtcTicks > _stall.From) TakeStall();
        _lane.AdvanceTo(instant);
        var lag = now - _lane.Now;
        try
        {
            _lane.Read(new LaneView(Inputs, _queue.Waiting - index, _queue.WaitingBytes, lag > TimeSpan.Zero ? lag : TimeSpan.Zero));
            return null;
        }
        catch (OutOfMemoryException lack)
        {
            return lack;
        }
    }
}
