using System.Globalization;

namespace Streams.EndToEnd.Tests.Support;

/// <summary>A page of metrics: each series with its value, as it stands there.</summary>
internal sealed class Page(string text)
{
    private readonly Dictionary<string, string> _series = text.Split('\n')
        .Where(line => line.Length > 0 && line[0] != '#')
        .ToDictionary(line => line[..line.LastIndexOf(' ')], line => line[(line.LastIndexOf(' ') + 1)..]);

    internal string Text => text;

    /// <summary>The value of a series as it is written; null where it is not on the page.</summary>
    internal string? this[string series] => _series.GetValueOrDefault(series);

    /// <summary>The series of one name.</summary>
    internal IReadOnlyList<string> Named(string name) => [.. _series.Keys.Where(s => s == name || s.StartsWith(name + "{", StringComparison.Ordinal))];

    /// <summary>The sum over the series of one name.</summary>
    internal double Sum(string name) => Named(name).Sum(s => double.Parse(_series[s], CultureInfo.InvariantCulture));

    /// <summary>A1 and A2: every message and every event is counted exactly once.</summary>
    internal void AssertAccounts()
    {
        Assert.Equal(Sum("streams_messages_received_total"), Sum("streams_messages_decoded_total") + Sum("streams_messages_rejected_total") + Sum("streams_messages_dropped_total"));
        Assert.Equal(Sum("streams_events_total"), Sum("streams_events_accepted_total") + Sum("streams_events_rejected_total") + Sum("streams_events_late_total") + Sum("streams_events_future_total") + Sum("streams_events_elsewhere_total"));
    }
}
