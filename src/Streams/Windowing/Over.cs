using System.Globalization;

namespace Streams.Windowing;

/// <summary>The windows of a metric: all events since the group's first, or half-open spans aligned to the Unix epoch (N5).</summary>
/// <param name="Length">The length of a window; zero is <see cref="All"/>.</param>
/// <param name="Every">How often one closes; equal to <paramref name="Length"/> in a tumbling window.</param>
public sealed record Over(TimeSpan Length, TimeSpan Every)
{
    /// <summary>Everything since the group's first event.</summary>
    public static Over All { get; } = new(TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>Windows <c>[n * length, (n + 1) * length)</c>.</summary>
    public static Over Tumbling(TimeSpan length) => new(length, length);

    /// <summary>Windows <c>[n * every, n * every + length)</c>; <paramref name="every"/> divides <paramref name="length"/>.</summary>
    public static Over Hopping(TimeSpan length, TimeSpan every) => new(length, every);

    /// <summary>Whether this is <see cref="All"/>.</summary>
    public bool IsAll => Length == TimeSpan.Zero;

    /// <summary>The value of the label <c>window</c>: the length in its largest whole unit, for example <c>1m</c>, <c>90s</c>, <c>500ms</c>.</summary>
    public string Label
    {
        get
        {
            foreach (var (unit, name) in ((TimeSpan, string)[])[(TimeSpan.FromDays(1), "d"), (TimeSpan.FromHours(1), "h"), (TimeSpan.FromMinutes(1), "m"),
                (TimeSpan.FromSeconds(1), "s")])
            {
                if (Length.Ticks % unit.Ticks == 0) return (Length.Ticks / unit.Ticks).ToString(CultureInfo.InvariantCulture) + name;
            }

            return Length.TotalMilliseconds.ToString(CultureInfo.InvariantCulture) + "ms";
        }
    }
}
