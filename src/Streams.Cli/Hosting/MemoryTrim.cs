namespace Streams.Cli.Hosting;

/// <summary>Gives memory back to the system once it is no longer used, as after a flood of made-up workers.</summary>
/// <remarks>
/// The collector keeps what it once had, and in a process that allocates little it has no reason to look. So it is told to where the process
/// holds more than after the last time; and without that, too, ever more rarely, since what was needed then may not be any more. Costs some
/// 50 ms.
/// </remarks>
internal sealed class MemoryTrim : IDisposable
{
    private const long Slack = 16 << 20;
    private const int LongestPatience = 240;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(15);

    private readonly ITimer _timer;
    private long _settled;
    private int _looks;
    private int _patience;

    internal MemoryTrim(TimeProvider time) => _timer = time.CreateTimer(static trim => ((MemoryTrim)trim!).Look(), this, Every, Every);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var hasGrown = Environment.WorkingSet > _settled + Slack;
        if (!hasGrown && ++_looks < _patience) return;
        _patience = hasGrown ? 2 : Math.Min(2 * _patience, LongestPatience);
        _looks = 0;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        _settled = Environment.WorkingSet;
    }
}
