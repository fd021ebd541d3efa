using System.Globalization;

namespace Streams.Simulation;

/// <summary>Workers and routers that behave like Dynamo's on the wire: they answer, report and route a believable load, at random but repeatably.</summary>
/// <remarks>
/// What it publishes, and when, depends on the options and the start alone: a late timer or a slow bus delays messages and changes
/// none. It runs once. Its state may be read from any thread.
/// </remarks>
public sealed class SimulatedFleet
{
    private const int MessagesAtOnce = 512;

    private readonly Lock _gate = new();
    private readonly FleetContext _context;
    private readonly ReleaseFleet[] _fleets;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _runs;

    /// <summary>Creates a fleet; it is silent until it runs.</summary>
    /// <param name="options">What <see cref="FleetOptions.Validate"/> has no problem with.</param>
    /// <exception cref="ArgumentException">It has; the message lists every problem.</exception>
    public SimulatedFleet(FleetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Validate() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(options));
        _context = new FleetContext(options);
        _fleets = [.. options.Releases.Select(release => new ReleaseFleet(release, _context))];
    }

    /// <summary>The truth about each worker at this instant, release by release; all of one instant.</summary>
    public IReadOnlyList<SimulatedWorker> Workers
    {
        get
        {
            lock (_gate) return [.. _fleets.SelectMany(f => f.Workers).Select(w => w.Snapshot())];
        }
    }

    /// <summary>Ends when all of <see cref="FleetOptions.Requests"/> are served and everything that follows from them is published.</summary>
    public Task Drained => _drained.Task;

    /// <summary>Runs the fleet until it is stopped; then it publishes the reports that are pending, and returns.</summary>
    /// <param name="bus">Where it publishes and answers. What the bus throws ends the fleet.</param>
    /// <param name="time">Its clock; in the wall clock's pace, or any other.</param>
    /// <param name="stop">Stops it; that is no error.</param>
    /// <exception cref="InvalidOperationException">It has run before.</exception>
    public async Task RunAsync(IFleetBus bus, TimeProvider time, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(bus);
        ArgumentNullException.ThrowIfNull(time);
        if (Interlocked.Exchange(ref _runs, 1) != 0) throw new InvalidOperationException("A simulated fleet runs once.");
        foreach (var process in _fleets.SelectMany(fleet => fleet.Processes())) await bus.JoinAsync(process);
        var began = time.GetTimestamp();
        var services = Start(bus, time.GetUtcNow());
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var (messages, due) = Step(time.GetElapsedTime(began));
                await PublishAsync(bus, messages);
                if (IsSettled()) _drained.TrySetResult();
                await WaitAsync(due, due - time.GetElapsedTime(began), time, stop);
            }

            await PublishAsync(bus, Finish(time.GetElapsedTime(began)));
        }
        finally
        {
            foreach (var service in services) service.Dispose();
        }
    }

    private List<IDisposable> Start(IFleetBus bus, DateTimeOffset now)
    {
        // Nine digits, as Dynamo's processes have them; the clock gives seven.
        var started = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", CultureInfo.InvariantCulture) + _context.Random.Next(1, 10) + "7Z";
        lock (_gate)
        {
            _context.Outbox.Started = now;
            foreach (var fleet in _fleets) fleet.Start();
            return [.. _fleets.SelectMany(f => f.Serve(bus, started, _gate))];
        }
    }

    private (IReadOnlyList<(string Subject, ReadOnlyMemory<byte> Payload)> Messages, TimeSpan Due) Step(TimeSpan elapsed)
    {
        lock (_gate)
        {
            var events = _context.EventQueue;
            while (events.NextDue <= elapsed && _context.Outbox.Count < MessagesAtOnce) events.RunNext();
            return (_context.Outbox.Take(), events.NextDue);
        }
    }

    private IReadOnlyList<(string Subject, ReadOnlyMemory<byte> Payload)> Finish(TimeSpan elapsed)
    {
        lock (_gate)
        {
            // What is overdue is left undone: only then does the state agree with what has been published.
            if (_context.EventQueue.NextDue > elapsed) _context.EventQueue.AdvanceTo(elapsed);
            foreach (var worker in _fleets.SelectMany(f => f.Workers)) worker.Finish();
            return _context.Outbox.Take();
        }
    }

    private bool IsSettled()
    {
        if (_drained.Task.IsCompleted) return false;
        lock (_gate) return _context.RequestsLeft == 0 && _fleets.All(f => f.Workers.All(w => w.IsSettled));
    }

    private static async Task PublishAsync(IFleetBus bus, IReadOnlyList<(string Subject, ReadOnlyMemory<byte> Payload)> messages)
    {
        foreach (var (subject, payload) in messages) await bus.PublishAsync(subject, payload);
    }

    private static async Task WaitAsync(TimeSpan due, TimeSpan wait, TimeProvider time, CancellationToken stop)
    {
        if (wait <= TimeSpan.Zero)
        {
            await Task.Yield();
            return;
        }

        // Timers count in whole milliseconds; rounded down, the last one would be spent in a busy loop.
        var delay = due == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
        try
        {
            await Task.Delay(delay, time, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Told to stop: the caller looks at the token.
        }
    }
}
