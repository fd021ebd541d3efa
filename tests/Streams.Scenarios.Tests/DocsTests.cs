using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Reactive.Testing;
using Streams.Dynamo;
using Streams.Scenarios.Running;
using Streams.Testing;

namespace Streams.Scenarios.Tests;

/// <summary>What docs/testing.md shows is run: its scenario files as they stand, its C# as it stands in this file.</summary>
public sealed partial class DocsTests : ReactiveTest
{
    private static readonly long Second = TimeSpan.FromSeconds(1).Ticks;
    private static readonly string Root = FindRoot();
    private static readonly string PipelineFile = Path.Combine(Root, "pipelines", "dynamo.yaml");

    public static TheoryData<string> ScenarioFiles => [.. Blocks("yaml")];

    [Theory]
    [MemberData(nameof(ScenarioFiles))]
    public void ScenarioFile_OfTheDocs_Passes(string text)
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("docs-").FullName, "docs.scenarios.yaml");
        File.WriteAllText(path, text.Replace("pipeline: dynamo.yaml", $"pipeline: {PipelineFile}", StringComparison.Ordinal));
        var result = ScenarioFile.Read(path, new Dictionary<string, string>(), [new DynamoSourceKind()]);
        Assert.Empty(result.Mistakes.Select(m => m.Message));
        Assert.All(result.Set!.Scenarios, s => Assert.Empty(ScenarioRunner.Run(s).Failures));
    }

    [Fact]
    public void CSharp_OfTheDocs_StandsInThisFile()
    {
        var here = Flat(File.ReadAllText(ThisFile()));
        Assert.Equal(2, Blocks("csharp").Count());
        Assert.All(Blocks("csharp"), code => Assert.Contains(Flat(code), here));
    }

    [Fact]
    public void VirtualPipeline_OfTheDocs_Passes()
    {
        var file = PipelineFile;
        using var pipeline = new VirtualPipeline(TestPipeline.OfFile(file, new DynamoSourceKind()));
        for (var second = 0; second <= 20; second++)
        {
            pipeline.At(TimeSpan.FromSeconds(second))
                .Send("stats", TestEvent.Of("worker_id", "1", ("kv_active_blocks", 10)))
                .Send("stats", TestEvent.Of("worker_id", "2", ("kv_active_blocks", 30)));
        }

        pipeline.Expect("llm_load_avg", 20)
            .At(TimeSpan.FromSeconds(25)).Send("stats", TestEvent.Of("worker_id", "1", ("kv_active_blocks", 12)))
            .At(TimeSpan.FromSeconds(31)).Expect("llm_load_avg", 12)
            .Expect("llm_kv_blocks_active{worker_id=\"2\"}", "absent");
    }

    [Fact]
    public void ScheduledPipeline_OfTheDocs_Passes()
    {
        var file = PipelineFile;
        var scheduler = new TestScheduler();
        using var pipeline = new ScheduledPipeline(TestPipeline.OfFile(file, new DynamoSourceKind()), scheduler);
        pipeline.Feed("stats", scheduler.CreateHotObservable(
            OnNext(Second, TestEvent.Of("worker_id", "1", ("kv_active_blocks", 10))),
            OnNext(2 * Second, TestEvent.Of("worker_id", "2", ("kv_active_blocks", 30)))));
        var load = scheduler.CreateObserver<double?>();
        using var subscription = pipeline.Series("llm_load_avg").Subscribe(load);
        scheduler.AdvanceTo(20 * Second);
        load.Messages.AssertEqual(
            OnNext<double?>(Second, 10),
            OnNext<double?>(2 * Second, 20),
            OnNext<double?>(11 * Second, 30),
            OnNext(12 * Second, (double?)null));
    }

    private static IEnumerable<string> Blocks(string language) =>
        Block().Matches(File.ReadAllText(Path.Combine(Root, "docs", "testing.md"))).Where(m => m.Groups[1].Value == language).Select(m => m.Groups[2].Value);

    private static string Flat(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    private static string ThisFile([CallerFilePath] string path = "") => path;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Streams.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }

    [GeneratedRegex("```(\\w+)\\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
