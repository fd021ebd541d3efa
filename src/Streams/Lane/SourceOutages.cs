namespace Streams.Lane;

/// <summary>Whether a source hears its server, how often it has lost it, and how long it was without. Safe from any thread.</summary>
internal sealed class SourceOutages(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly long[] _disconnects = new long[DisconnectReasons.All.Length];
    private TimeSpan _downBefore;
    private long? _downSince = time.GetTimestamp();

    internal bool IsUp
    {
        get
        {
            lock (_gate) return _downSince is null;
        }
    }

    /// <summary>How long it was down in all, since it was created.</summary>
    internal TimeSpan DownTime
    {
        get
        {
            lock (_gate) return _downBefore + (_downSince is { } since ? time.GetElapsedTime(since) : TimeSpan.Zero);
        }
    }

    internal long Disconnects(DisconnectReason reason) => Volatile.Read(ref _disconnects[(int)reason]);

    internal void Up()
    {
        lock (_gate)
        {
            if (_downSince is not { } since) return;
            _downBefore += time.GetElapsedTime(since);
            _downSince = null;
        }
    }

    /// <summary>It is down; counted where it was up and there is a reason.</summary>
    internal void Down(DisconnectReason? reason)
    {
        lock (_gate)
        {
            if (_downSince is not null) return;
            _downSince = time.GetTimestamp();
            if (reason is { } known) _disconnects[(int)known]++;
        }
    }
}
