using System.Diagnostics;
using System.Globalization;
using Streams.Replaying;

namespace Streams.Cli.Replaying;

/// <summary>How far a replay is, in one line on a terminal that is written over and over; nothing anywhere else.</summary>
internal sealed class ReplayProgress : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(250);

    private readonly Replay _replay;
    private readonly Timer? _timer;
    private readonly Lock _gate = new();
    private readonly long _began = Stopwatch.GetTimestamp();

    internal ReplayProgress(Replay replay)
    {
        _replay = replay;
        if (!Console.IsErrorRedirected) _timer = new Timer(_ => Show(), null, Every, Every);
    }

    public void Dispose()
    {
        if (_timer is null) return;
        _timer.Dispose();
        lock (_gate) Console.Error.Write("\r\u001b[K");
    }

    /// <summary>The line.</summary>
    internal static string Text(long messages, DateTimeOffset? clock, double? progress, TimeSpan elapsed)
    {
        var left = progress is > 0 and { } part ? $", {Duration(elapsed * ((1 - part) / part))} left" : "";
        var at = clock is { } now ? now.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) : "";
        return string.Create(CultureInfo.InvariantCulture, $"{messages:N0} messages, {at}, {messages / Math.Max(elapsed.TotalSeconds, 0.001):N0}/s{left}");
    }

    private static string Duration(TimeSpan time) =>
        time.TotalHours >= 1 ? $"{(int)time.TotalHours}h{time.Minutes}m" : time.TotalMinutes >= 1 ? $"{time.Minutes}m{time.Seconds}s" : $"{time.Seconds}s";

    private void Show()
    {
        lock (_gate) Console.Error.Write("\r\u001b[K" + Text(_replay.Messages, _replay.Reached, _replay.Progress, Stopwatch.GetElapsedTime(_began)));
    }
}
