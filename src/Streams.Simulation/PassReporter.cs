namespace Streams.Simulation;

/// <summary>Publishes an engine's forward passes while it works, and a pass of zeros for every second without one.</summary>
internal sealed class PassReporter
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(1);

    private readonly FleetContext _context;
    private readonly Publisher _publisher;
    private readonly ulong _worker;
    private readonly Engine _engine;
    private readonly List<Prompt> _prefill = [];
    private bool _isRunning;

    internal PassReporter(FleetContext context, Publisher publisher, ulong worker, Engine engine)
    {
        _context = context;
        _publisher = publisher;
        _worker = worker;
        _engine = engine;
        engine.Admitted += OnAdmitted;
    }

    internal long Count { get; private set; }

    internal int Slots { get; private set; }

    internal int Waiting { get; private set; }

    internal long ComputedTokens { get; private set; }

    internal long ReusedTokens { get; private set; }

    /// <summary>Nothing runs, and the last pass said so.</summary>
    internal bool IsIdle => !_isRunning && Slots == 0;

    internal void Start() => _context.EventQueue.In(Heartbeat * _context.Random.NextDouble(), () => Beat(0));

    private void OnAdmitted(Prompt prompt)
    {
        _prefill.Add(prompt);
        if (!_isRunning) Begin();
    }

    private void Begin()
    {
        _isRunning = true;
        var milliseconds = _context.Random.Next(15, 26);
        _context.EventQueue.In(TimeSpan.FromMilliseconds(milliseconds), () => End(milliseconds / 1000.0));
    }

    private void End(double seconds)
    {
        var scheduled = PassCounts.Of(_prefill, [.. _engine.Active.Except(_prefill).Select(Context)], isScheduled: true);
        Publish(new SimulatedPass(seconds, scheduled, PassCounts.Of(_engine.Waiting, [], isScheduled: false)));
        _prefill.Clear();
        _isRunning = false;
        if (_engine.Active.Count > 0) Begin();
    }

    /// <summary>Tokens that a request has in the cache by now: its prompt, and what it has generated.</summary>
    private long Context(Prompt prompt) =>
        prompt.Tokens + (long)(prompt.OutputTokens * Math.Min(1, (_context.EventQueue.Now - prompt.Admitted) / prompt.Service));

    private void Beat(long last)
    {
        if (Count == last) Publish(default);
    }

    private void Publish(SimulatedPass pass)
    {
        var counter = ++Count;
        Slots = pass.Scheduled.PrefillRequests + pass.Scheduled.DecodeRequests;
        Waiting = pass.Queued.PrefillRequests;
        ComputedTokens += pass.Scheduled.PrefillTokens;
        ReusedTokens += pass.Scheduled.PrefillKvTokens;
        _publisher.Publish(PackedMessages.Pass(_worker, counter, pass));
        _context.EventQueue.In(Heartbeat, () => Beat(counter));
    }
}
