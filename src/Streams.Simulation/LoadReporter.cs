namespace Streams.Simulation;

/// <summary>Publishes a worker's load when it changes, at most ten times a second; silent otherwise, as Dynamo is.</summary>
internal sealed class LoadReporter(WireRelease release, EventQueue events, Publisher publisher, ulong worker, Engine engine)
{
    private static readonly TimeSpan Debounce = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private TimeSpan _earliest;
    private bool _isNoted;

    internal WorkerLoad? Reported { get; private set; }

    internal long Count { get; private set; }

    /// <summary>Whether the load differs from the last report in what this release compares; slots alone never count.</summary>
    internal bool HasNews
    {
        get
        {
            var load = engine.Load;
            if (Reported is not { } last) return load.ActiveBlocks > 0 || (release.ReportsFirstZero && engine.FinishedRequests > 0);
            return load.ActiveBlocks != last.ActiveBlocks || (release.HasLoadEvents && load.Waiting != last.Waiting);
        }
    }

    internal void OnChanged()
    {
        if (_isNoted || !HasNews) return;
        _isNoted = true;
        var wait = _earliest - events.Now;
        events.In(wait > Debounce ? wait : Debounce, () =>
        {
            _isNoted = false;
            Flush();
        });
    }

    internal void Flush()
    {
        if (!HasNews) return;
        var load = engine.Load;
        Reported = load;
        Count++;
        _earliest = events.Now + Pause;
        publisher.Publish(
            release.HasLoadEvents ? JsonMessages.LoadEvent(worker, load)
            : !release.HasEnvelope ? JsonMessages.ActiveLoad(worker, load.ActiveBlocks, prefillTokens: null)
            : release.HasUsedBlocks ? PackedMessages.ActiveLoad(worker, null, null, hasUsedBlocks: true, load.ActiveBlocks)
            : PackedMessages.ActiveLoad(worker, load.ActiveBlocks, null, hasUsedBlocks: false, null));
    }
}
