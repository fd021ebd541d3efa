namespace Streams.Discovery.Following;

/// <summary>The kinds of record that are followed, as the beginnings of their keys.</summary>
internal static class Buckets
{
    internal const string Instances = "v1/instances/";

    internal const string Cards = "v1/mdc/";

    internal const string EventChannels = "v1/event_channels/";

    /// <summary>All of them; workers' cards come before the channels that belong to them where a store is read whole.</summary>
    internal static IReadOnlyList<string> All { get; } = [Instances, Cards, EventChannels];
}
