using System.Text.Json;

namespace Streams.Discovery.Tests.Support;

/// <summary>What the stores of real fleets held, one after the other: <c>Samples/discovery.ndjson</c>.</summary>
internal static class RecordedTimeline
{
    /// <summary>The lines of each run on stores of this kind.</summary>
    internal static IEnumerable<IGrouping<string, JsonElement>> Of(string backend) =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Samples", "discovery.ndjson"))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.GetProperty("backend").GetString() == backend)
            .GroupBy(line => $"{line.GetProperty("release").GetString()} {line.GetProperty("run").GetString()}");

    /// <summary>Whether it is a record that Streams follows: <c>v1/event_sources</c> repeat what others say.</summary>
    internal static bool IsFollowed(string key) => !key.StartsWith("v1/event_sources/", StringComparison.Ordinal);

    internal static string? Text(this JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetString() : null;
}
