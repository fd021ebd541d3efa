using System.Text;
using System.Text.Json;
using Streams.Decoding;
using Streams.Discovery;
using Streams.Discovery.Following;
using Streams.Discovery.Kubernetes;
using Streams.Dynamo.Naming;
using Streams.Dynamo.Registry;

namespace Streams.Dynamo.Tests.Registry;

/// <summary>What a real API server told of two engines that end, are killed and come back, line by line, up to the workers that are there.</summary>
public sealed class KubernetesTimelineTests : IDiscoveryObserver
{
    private readonly DiscoveryDecoder _decoder = new(new NamespacePattern("*"));
    private readonly HashSet<string> _shown = [];
    private readonly Dictionary<string, string> _channels = [];
    private readonly HashSet<string> _silent = [];

    [Theory]
    [InlineData("1.3.1")]
    [InlineData("1.6.1")]
    public void EachLine_GivesTheWorkersThatHaveACardItsEndpointAndAPublisher(string release)
    {
        var records = new NamespaceRecords(new KnownRecords(this));
        var (version, lines, most) = ("", 0, 0);
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Samples", "kubernetes.ndjson")).Select(line => JsonDocument.Parse(line).RootElement))
        {
            if (line.GetProperty("release").GetString() != release || !line.TryGetProperty("registered", out var registered)) continue;
            lines++;
            Assert.True(records.Take(Encoding.UTF8.GetBytes(line.GetProperty("text").GetString()!), ref version));
            // By endpoint and card alone a worker of 1.3 stays that ends: it takes its publishers away, and nothing else.
            string[] expected = [.. registered.EnumerateArray().Select(worker => worker.GetString()!).Where(worker => !_silent.Contains(worker))];
            Assert.Equal(expected.Order(StringComparer.Ordinal), _shown.Order(StringComparer.Ordinal));
            most = Math.Max(most, _shown.Count);
        }

        Assert.Equal(2, most);
        Assert.InRange(lines, 40, 1000);
    }

    void IDiscoveryObserver.Changed(DiscoveryChange change)
    {
        if (change.Key.StartsWith("v1/event_channels/", StringComparison.Ordinal))
        {
            if (!change.IsRemoval) _channels[change.Key] = change.Worker!;
            else if (_channels.Remove(change.Key, out var worker) && !_channels.ContainsValue(worker)) _silent.Add(worker);
        }

        // What is new of a worker says that it is back.
        if (!change.IsRemoval) _silent.Remove(change.Worker!);

        var (subject, payload) = change.ToMessage();
        var message = DecodedMessage.By(_decoder, payload.Span, subject);
        foreach (var gone in message.Goodbyes) _shown.Remove(gone.Worker);
        foreach (var told in message.Events) _shown.Add(told.Keys["worker_id"]);
    }

    void IDiscoveryObserver.Listed()
    {
    }

    void IDiscoveryObserver.Up(bool up, string? why)
    {
    }

    void IDiscoveryObserver.Refused(string key, string why) => Assert.Fail($"{key}: {why}");
}
