using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Streams.Discovery.Kubernetes;
using Streams.Discovery.Tests.Support;

namespace Streams.Discovery.Tests.Kubernetes;

/// <summary>What following costs: alone, since it asks how much of the processor the process took.</summary>
[CollectionDefinition(nameof(RolloutTests), DisableParallelization = true)]
[Collection(nameof(RolloutTests))]
public sealed partial class RolloutTests
{
    private const int Workers = 200;

    [Fact]
    public async Task Rollout_OfTwoHundredWorkersOfTwoRanks_CostsAtMostTwoSecondsOfProcessorTime()
    {
        // The events of one real worker from its start to its end, for each of them in turn.
        string[] one = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Samples", "kubernetes.ndjson"))
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.Text("release") == "1.6.1" && line.TryGetProperty("put", out _) && line.Text("text")!.Contains("\"name\":\"engine-0\",\"namespace\"", StringComparison.Ordinal))
            .Select(line => line.Text("text")!).Take(22)];
        var bytes = new MemoryStream();
        var (events, longest) = (0, 0);
        foreach (var text in one)
        {
            for (var worker = 0; worker < Workers; worker++)
            {
                var line = Encoding.UTF8.GetBytes(Publisher().Replace(text, $"$1{worker:x3}\"").Replace("engine-0", $"engine-{worker}", StringComparison.Ordinal) + "\n");
                (events, longest) = (events + 1, Math.Max(longest, line.Length));
                bytes.Write(line);
            }
        }

        bytes.Write("""{"type":"ADDED","object":{"metadata":{"name":"last"},"spec":{"data":{"endpoints":{"last":{}}}}}}"""u8);
        bytes.Write("\n"u8);
        Assert.Equal(4_400, events);
        Assert.InRange(bytes.Length, 20_000_000, 45_000_000);
        Assert.InRange(longest, 8_000, 16_000);
        using var server = new CannedApiServer(bytes.ToArray());
        var before = Environment.CpuUsage.TotalTime;
        await using var followed = new Followed(new KubernetesDiscovery(new KubernetesOptions { Kubeconfig = server.Kubeconfig }, TimeProvider.System));
        await followed.Told.UntilAsync(told => told.Last == "+v1/instances/last", "all told");
        var took = Environment.CpuUsage.TotalTime - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{bytes.Length / 1e6:0.0} MB, {took.TotalSeconds:0.00} s of processor time");
        Assert.InRange(followed.Told.Story.Length, 4_000, 20_000);
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [GeneratedRegex("((?:topic/[\\w-]+/[0-9a-f]+)|(?:/a3b9c4851522b))\"")]
    private static partial Regex Publisher();
}
