using Streams.Definition;
using Streams.Dynamo;
using Streams.Nats;
using Streams.Scenarios.Coverage;
using Streams.Scenarios.Running;

namespace Streams.Scenarios.Tests;

/// <summary>Every shipped pipeline has scenarios, which pass and leave nothing out.</summary>
public sealed class ShippedScenariosTests
{
    private static readonly ISourceKind[] Kinds = [new DynamoSourceKind(), new NatsSourceKind()];

    public static TheoryData<string> Pipelines => [.. Directory.EnumerateFiles(Folder, "*.yaml").Where(f => !f.EndsWith(ScenarioFile.Suffix, StringComparison.Ordinal)).Select(f => Path.GetFileNameWithoutExtension(f))];

    private static string Folder
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(folder.FullName, "Streams.sln"))) folder = folder.Parent!;
            return Path.Combine(folder.FullName, "pipelines");
        }
    }

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void Scenarios_OfPipeline_PassAndCoverAllOfIt(string name)
    {
        var result = ScenarioFile.Read(Path.Combine(Folder, name + ScenarioFile.Suffix), new Dictionary<string, string>(), Kinds);
        Assert.Empty(result.Mistakes.Select(m => m.Message));
        var meter = new CoverageMeter(result.Set!.Pipeline);
        Assert.All(result.Set.Scenarios, s => Assert.Empty(ScenarioRunner.Run(s, 0, meter.Observe(s)).Failures));
        Assert.Empty(meter.Items.Where(i => !i.IsCovered).Select(i => i.Name));
    }
}
