using System.Globalization;
using Streams.Definition;
using Streams.Definitions.Sections;
using Streams.Definitions.Syntax;

namespace Streams.Scenarios.Reading;

/// <summary>Reads instants: of the calendar, and from a scenario's start.</summary>
internal static class InstantReader
{
    private static readonly string[] Formats = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>The key <c>start</c>; null where it is not there, or wrong.</summary>
    public static DateTimeOffset? Start(SettingsNode settings)
    {
        if (settings.Scalar("start") is not { } scalar) return null;
        if (DateTimeOffset.TryParseExact(scalar.Text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var start))
        {
            return start;
        }
        settings.Mistake("start", $"{Settings.Quote(scalar.Text)} is no instant", "write one such as 2026-01-01T00:00:00Z");
        return null;
    }

    /// <summary>An instant counted from the start; null, and a mistake where it is there, if it is none.</summary>
    public static TimeSpan? Instant(SettingsNode settings, string key)
    {
        if (settings.Scalar(key) is not { } scalar) return null;
        if (Parse(scalar.Text) is { } instant) return instant;
        settings.Mistake(key, $"{Settings.Quote(scalar.Text)} is no instant", Form);
        return null;
    }

    /// <summary>What an instant looks like, for messages.</summary>
    public const string Form = "write when from the start, such as 0s, 1m30s or 2.5s";

    /// <summary>Reads an instant: a length of time, or seconds with a fraction of up to seven digits; null where it is none.</summary>
    public static TimeSpan? Parse(string text)
    {
        if (DurationParser.Parse(text) is { } length) return length;
        var isSeconds = text.EndsWith('s') && text.IndexOf('.') is > 0 and var point && text.Length - point <= 9;
        return isSeconds && decimal.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
            && seconds < 1e9m
            ? TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : null;
    }

    /// <summary>A length of time with a sign before it; null, and a mistake, where it is none.</summary>
    public static TimeSpan? Signed(SettingsNode settings, string key)
    {
        if (settings.Scalar(key) is not { } scalar) return null;
        var isBack = scalar.Text.StartsWith('-');
        if (DurationParser.Parse(scalar.Text.TrimStart('-', '+')) is { } length && length > TimeSpan.Zero) return isBack ? -length : length;
        settings.Mistake(key, $"{Settings.Quote(scalar.Text)} is no step of a clock", "write -2m to set it back, 2m to set it forward");
        return null;
    }
}
