namespace Streams.Recording;

/// <summary>How a recording is replayed.</summary>
public sealed record ReplayOptions
{
    /// <summary>The files, in their order; <c>-</c> is standard input.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>How many recorded seconds pass in a second; null is as fast as the machine can. Default null.</summary>
    public double? Speed { get; init; }

    /// <summary>Recorded source names and the pipeline's names for them; an empty one skips the source. Default none.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; init; } = new Dictionary<string, string>();

    /// <summary>The last instant of interest: nothing after it is taken. Default null: to the end.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The clock by which a speed is held. Default the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Told what is odd and tolerated, in one line. Default: nothing is done.</summary>
    public Action<string> Warn { get; init; } = static _ => { };
}
