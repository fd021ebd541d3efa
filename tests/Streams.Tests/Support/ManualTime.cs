namespace Streams.Tests.Support;

/// <summary>A wall clock that a test sets.</summary>
internal sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    internal static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal ManualTime()
        : this(Start)
    {
    }

    internal DateTimeOffset Now { get; set; } = start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Called whenever the clock is about to be read.</summary>
    internal Action Read { get; set; } = () => { };

    public override DateTimeOffset GetUtcNow()
    {
        Read();
        return Now;
    }

    public override long GetTimestamp() => Now.UtcTicks;

    /// <summary>Sets the clock to so many seconds after the start.</summary>
    internal void At(double seconds) => Now = Start.AddSeconds(seconds);
}
