using System.Text;
using System.Text.Json;
using Streams.Simulation;

namespace Streams.Simulation.Tests;

/// <summary>What a fleet sends, against messages of real Dynamo of the nearest release.</summary>
public sealed class WireShapeTests
{
    [Theory]
    [InlineData("0.1.0", "0.1.0", null, null)]
    [InlineData("0.1.1", "0.1.1", null, null)]
    [InlineData("0.2.1", "0.2.1", null, null)]
    [InlineData("0.3.0", "0.3.0", null, null)]
    [InlineData("0.3.2", "0.3.0", null, null)]
    [InlineData("0.4.1", "0.5.1", "0.4.1", null)]
    [InlineData("0.6.1", "0.6.1", "0.6.1", null)]
    [InlineData("0.8.0", "0.8.1", "0.8.1", null)]
    [InlineData("0.9.0", "0.9.0", "0.9.0", null)]
    [InlineData("1.1.0", null, "1.1.1", "1.3.1")]
    [InlineData("1.4.0", null, "1.4.2", "1.6.1")]
    [InlineData("1.6.0", null, "1.6.1", "1.6.1")]
    public async Task RunAsync_EachRelease_SendsMessagesOfItsShapeAndNoOthers(string release, string? hits, string? loads, string? passes)
    {
        var (bus, _) = await RecordingBus.RunAsync(new FleetOptions { Releases = [release], Workers = 3, Rate = 40 }, stopAfter: 800);

        var topics = new[] { ("kv-hit-rate", hits), ("kv_metrics", loads), ("forward-pass-metrics", passes) };
        Assert.All(bus.Messages, m => Assert.Contains(m.Subject.Split('.')[^1], topics.Where(t => t.Item2 is not null).Select(t => t.Item1)));
        foreach (var (topic, sample) in topics)
        {
            var ours = bus.Messages.Where(m => m.Subject.EndsWith('.' + topic)).ToList();
            if (sample is null)
            {
                Assert.Empty(ours);
                continue;
            }

            Assert.NotEmpty(ours);
            var theirs = SampleMessages.Of(sample, topic).Select(payload => Shape.Of(payload)).ToHashSet();
            Assert.All(ours.Select(m => Shape.Of(m.Payload)).Distinct(), shape => Assert.Contains(shape, theirs));
            Assert.Equal(SampleMessages.Subjects(sample, topic).Distinct(), ours.Select(m => m.Subject).Distinct());
        }
    }

    [Theory]
    [InlineData("0.1.0", "0.1.0")]
    [InlineData("0.1.1", "0.1.1")]
    [InlineData("0.2.1", "0.2.1")]
    [InlineData("0.3.0", "0.3.0")]
    [InlineData("0.3.2", "0.4.1")]
    [InlineData("0.4.1", "0.4.1")]
    [InlineData("0.6.1", "0.6.1")]
    [InlineData("0.8.0", "0.8.1")]
    [InlineData("0.9.0", "0.9.0")]
    [InlineData("1.1.0", "1.1.1")]
    [InlineData("1.4.0", "1.4.2")]
    [InlineData("1.6.0", "1.6.1")]
    public async Task Answer_EachRelease_HasTheShapeOfItsStatistics(string release, string sample)
    {
        // The other fleet is there for its messages alone: releases before 0.4 hardly publish.
        var other = release == "1.6.0" ? "1.4.0" : "1.6.0";
        var (bus, _) = await RecordingBus.RunAsync(new FleetOptions { Releases = [release, other], Workers = 2 }, stopAfter: 300);

        var service = release switch { "0.1.0" => "dynamo_backend_", "0.1.1" => "dynamo_backend_9ce3f3b7", _ => "dynamo_backend" };
        var ours = bus.Services.Where(s => s.Service.StartsWith(service, StringComparison.Ordinal)).Take(2).Select(s => Encoding.UTF8.GetString(s.Answer().Span)).ToList();
        var theirs = SampleMessages.Answers(sample).ToList();
        Assert.Equal(2, ours.Count);
        Assert.All(ours, answer => Assert.Contains(Outside(answer), theirs.Select(Outside)));
        var endpoints = theirs.SelectMany(Endpoints).ToHashSet();
        // Dynamo's mock workers have one endpoint; workers that serve requests have another one, without data.
        if (sample is "0.1.0" or "0.3.0") endpoints.UnionWith(SampleMessages.Answers("0.1.1").SelectMany(Endpoints).Where(e => e.Contains("data:Null")));
        Assert.All(ours.SelectMany(Endpoints), endpoint => Assert.Contains(endpoint, endpoints));
        Assert.Contains($"\"version\":\"{(string.CompareOrdinal(release, "0.6.1") < 0 ? "0.0.1" : release)}\"", ours[0]);
    }

    [Theory]
    [InlineData("0.1.0", "my_component", "dynamo_my_component_5e37f4fe")]
    [InlineData("0.1.1", "VllmWorker", "dynamo_vllmworker_3f6fafd3")]
    [InlineData("0.2.1", "VllmWorker", "dynamo_vllmworker")]
    public async Task Serve_ByRelease_UsesItsServiceName(string release, string component, string service)
    {
        var (bus, fleet) = await RecordingBus.RunAsync(new FleetOptions { Releases = [release], Component = component, Workers = 1 }, stopAfter: 5);

        Assert.Equal(service, Assert.Single(bus.Services).Service);
        Assert.Contains($"\"subject\":\"{service}.load_metrics-{fleet.Workers[0].Id:x}\"", Assert.Single(bus.Answers));
        Assert.Equal(1, bus.DisposedServices);
    }

    [Fact]
    public async Task Subject_NamesWithDotsFrom14_ArePercentEncoded()
    {
        var (bus, _) = await RecordingBus.RunAsync(new FleetOptions { Releases = ["1.6.0"], Namespace = "a.b", Component = "c+d" }, stopAfter: 50);

        Assert.All(bus.Messages, m => Assert.StartsWith("namespace.a%2Eb.component.c%2Bd.endpoint.generate.", m.Subject));
    }

    private static string Outside(string answer)
    {
        using var document = JsonDocument.Parse(answer);
        return string.Join(',', document.RootElement.EnumerateObject().Select(p => $"{p.Name}:{p.Value.ValueKind}"));
    }

    private static List<string> Endpoints(string answer)
    {
        using var document = JsonDocument.Parse(answer);
        return [.. document.RootElement.GetProperty("endpoints").EnumerateArray().Select(Shape.OfJson)];
    }
}
