using System.Text.Json;

namespace Streams.Discovery.Addresses;

/// <summary>
/// A list of addresses that was given, in the records of a store: each as that of a broker, at which others' messages of any topic are to be had.
/// </summary>
/// <remarks>
/// The form of a key is <c>v1/event_channels/namespace/NS[/component/C]/topic//N</c>, names percent-encoded, N the address' place in the list from 0.
/// It is told at once and never changes.
/// </remarks>
/// <param name="addresses">What was given.</param>
public sealed class StaticDiscovery(IReadOnlyList<StaticAddress> addresses) : IDiscovery
{
    /// <inheritdoc/>
    public string Name => $"{addresses.Count} given addresses";

    /// <inheritdoc/>
    public async Task FollowAsync(IDiscoveryObserver observer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(observer);
        for (var i = 0; i < addresses.Count; i++) observer.Changed(new DiscoveryChange(Key(addresses[i], i), Value(addresses[i], i)));
        observer.Up(true, null);
        observer.Listed();
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static string Key(StaticAddress address, int place)
    {
        var scope = "namespace/" + Uri.EscapeDataString(address.Namespace);
        if (address.Component is { } component) scope += "/component/" + Uri.EscapeDataString(component);
        return $"v1/event_channels/{scope}/topic//{place:x}";
    }

    private static byte[] Value(StaticAddress address, int place)
    {
        var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "EventChannel");
            writer.WriteStartObject("scope");
            writer.WriteString("kind", address.Component is null ? "namespace" : "component");
            writer.WriteString(address.Component is null ? "name" : "namespace", address.Namespace);
            if (address.Component is { } component) writer.WriteString("component", component);
            writer.WriteEndObject();
            writer.WriteString("topic", "");
            writer.WriteNumber("instance_id", place);
            writer.WriteStartObject("transport");
            writer.WriteString("kind", "ZmqBroker");
            writer.WriteStartObject("config");
            writer.WriteStartArray("xsub_endpoints");
            writer.WriteEndArray();
            writer.WriteStartArray("xpub_endpoints");
            writer.WriteStringValue(address.Endpoint);
            writer.WriteEndArray();
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return bytes.ToArray();
    }
}
