namespace Streams.Simulation;

/// <summary>The workers and the router of one release, and the requests that come to them.</summary>
internal sealed class ReleaseFleet
{
    private readonly WireRelease _release;
    private readonly FleetContext _context;
    private readonly string _service;
    private readonly PromptMix _prompts;
    private readonly Router _router;

    internal ReleaseFleet(string release, FleetContext context)
    {
        _release = new WireRelease(release);
        _context = context;
        var options = context.Options;
        var subjects = new FleetSubjects(_release, options.Namespace, options.Component);
        _service = _release.ServiceName(options.Namespace, options.Component);
        Workers = [.. Enumerable.Range(0, options.Workers).Select(_ => new FleetWorker(_release, context, subjects, _service))];
        _router = new Router(_release, context, subjects, Workers);
        _prompts = new PromptMix(context.Random, options.Rate / options.Releases.Count, options.Workers * Engine.TotalSlots);
    }

    internal IReadOnlyList<FleetWorker> Workers { get; }

    /// <summary>What the release registers; nothing before 1.2.</summary>
    internal IEnumerable<FleetProcess> Processes()
    {
        if (!_release.IsRegistered) yield break;
        foreach (var worker in Workers) yield return Process(worker.Id, worker.Engine.Load, worker.Channels);
        if (_router.Process is (var id, [_, ..] channels)) yield return Process(id, null, channels);
    }

    internal void Start()
    {
        foreach (var worker in Workers) worker.Start();
        if (_context.Options.Rate > 0) _context.EventQueue.In(_prompts.NextArrival(), Arrive);
    }

    /// <summary>Adds every process as a service instance; the caller's lock guards each answer.</summary>
    internal IEnumerable<IDisposable> Serve(IFleetBus bus, string started, Lock gate)
    {
        foreach (var worker in Workers)
        {
            yield return bus.Serve(_service, worker.Instance, () =>
            {
                lock (gate) return worker.Answer(started);
            });
        }

        if (!_release.RoutersAnswer) yield break;
        var instance = _context.NextInstance();
        var answer = new StatsReply(_release, _service, instance, worker: null, _context.Options.Endpoint).Write(started, default, 0, TimeSpan.Zero);
        yield return bus.Serve(_service, instance, () => answer);
    }

    private FleetProcess Process(ulong id, WorkerLoad? capacity, IReadOnlyList<FleetChannel> channels) => new()
    {
        Release = _release.Name,
        Id = id,
        Namespace = _context.Options.Namespace,
        Component = _context.Options.Component,
        Capacity = capacity,
        Channels = channels,
    };

    private void Arrive()
    {
        if (_context.RequestsLeft == 0) return;
        _context.RequestsLeft--;
        _router.Route(_prompts.Next());
        _context.EventQueue.In(_prompts.NextArrival(), Arrive);
    }
}
