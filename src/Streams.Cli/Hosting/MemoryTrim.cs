namespace Streams.Cli.Hosting;

/// <summary>Gives memory back to the system once it is no longer used, as after a flood of made-up workers.</summary>
/// <remarks>
/// The collector keeps what it once had, and in a process that allocates little it has no reason to look. So it is told to every half minute,
/// where it holds more than it did after the last time; where that freed little, that is what the process needs. Costs some 50 ms.
/// </remarks>
internal sealed class MemoryTrim : IDisposable
{
    private const long Slack = 16 << 20;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private readonly ITimer _timer;
    private long _settled;

    internal MemoryTrim(TimeProvider time) => _timer = time.CreateTimer(static trim => ((MemoryTrim)trim!).Look(), this, Every, Every);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var held = Environment.WorkingSet;
        if (held <= _settled + Slack) return;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        // What steady work takes again at once is not worth a pause every time.
        _settled = Math.Max(Environment.WorkingSet, _settled == 0 ? 0 : (_settled + held) / 2);
    }
}
