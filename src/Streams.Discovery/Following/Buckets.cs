namespace Streams.Discovery.Following;

/// <summary>The kinds of record that are followed, as the beginnings of their keys.</summary>
internal static class Buckets
{
    internal const string Instances = "v1/instances/";

    internal const string Cards = "v1/mdc/";

    internal const string EventChannels = "v1/event_channels/";

    internal static IReadOnlyList<string> All { get; } = [Instances, Cards, EventChannels];

    /// <summary>Whether a key is of one of them.</summary>
    internal static bool Has(string key) => All.Any(bucket => key.StartsWith(bucket, StringComparison.Ordinal));
}
