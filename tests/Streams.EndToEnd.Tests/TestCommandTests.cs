using System.Text.Json;
using System.Xml.Linq;
using Streams.EndToEnd.Tests.Support;

namespace Streams.EndToEnd.Tests;

/// <summary><c>streams test</c> as a person and a CI server meet it.</summary>
public sealed class TestCommandTests : IDisposable
{
    private const string Wrong = """
        pipeline: dynamo.yaml
        scenarios:
          - name: a worker reports        # stays
            given: [{ source: stats, event: { worker_id: 12, kv_active_blocks: 10 } }]
            expect:
              1s: { llm_load_avg: 11, 'llm_kv_blocks_active{worker_id="21"}': 10 }
          - name: nothing happens
            never: [llm_load_avg]
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("streams-").FullName;

    public TestCommandTests() => File.Copy(Path.Combine(Repository.Root, "pipelines", "dynamo.yaml"), Path.Combine(_folder, "dynamo.yaml"));

    private string Scenarios => Path.Combine(_folder, "fleet.scenarios.yaml");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Test_ShippedScenarios_PassAndCoverEverything()
    {
        var (exitCode, output, errors) = await StreamsProcess.RunAsync("test", "pipelines/", "--min-coverage", "100");
        Assert.True(exitCode == 0, output + errors);
        Assert.Matches(@"\d+ passed, 0 failed", output);
        Assert.Contains("dynamo.yaml: 100% covered", output);
        Assert.DoesNotContain('\u001b', output);
    }

    [Fact]
    public async Task Test_Failure_TeachesAndExitsOne()
    {
        await File.WriteAllTextAsync(Scenarios, Wrong);
        var (exitCode, output, _) = await StreamsProcess.RunAsync("test", _folder);
        Assert.Equal(1, exitCode);
        Assert.Contains($"FAILED a worker reports ({Scenarios}:3)", output);
        Assert.Contains($"{Scenarios}:6:27: llm_load_avg at 1s", output);
        Assert.Contains("expected  11", output);
        Assert.Contains("actual    10", output);
        Assert.Contains("did you mean worker_id=\"12\"?", output);
        Assert.Contains("0s stats { worker_id: 12, dp_rank: 0, component: backend, kv_active_blocks: 10 }", output);
        Assert.Contains("0s ████", output);
        Assert.Contains("1 passed, 1 failed", output);
    }

    [Fact]
    public async Task Test_Reports_AreReadByOtherPrograms()
    {
        await File.WriteAllTextAsync(Scenarios, Wrong);
        var junit = Path.Combine(_folder, "results.xml");
        var (exitCode, output, _) = await StreamsProcess.RunAsync("test", Scenarios, "--json", "--junit", junit);
        Assert.Equal(1, exitCode);
        var json = JsonDocument.Parse(output).RootElement;
        Assert.Equal((1, 1), (json.GetProperty("passed").GetInt32(), json.GetProperty("failed").GetInt32()));
        Assert.Equal("11", json.GetProperty("scenarios")[0].GetProperty("failures")[0].GetProperty("expected").GetString());
        var cases = XDocument.Load(junit).Descendants("testcase").ToList();
        Assert.Equal(["a worker reports", "nothing happens"], cases.Select(c => c.Attribute("name")!.Value));
        Assert.Equal([2, 0], cases.Select(c => c.Elements("failure").Count()));
    }

    [Fact]
    public async Task Test_Update_WritesWhatThePageShows()
    {
        await File.WriteAllTextAsync(Scenarios, Wrong.Replace("21", "12"));
        var (exitCode, output, errors) = await StreamsProcess.RunAsync("test", Scenarios, "--update");
        Assert.True(exitCode == 0, output + errors);
        Assert.Equal(Wrong.Replace("21", "12").Replace("llm_load_avg: 11", "llm_load_avg: 10"), await File.ReadAllTextAsync(Scenarios));
        Assert.Contains("1 value corrected", errors);
    }

    [Theory]
    [InlineData("--filter nobody", 2, "no scenario's name contains 'nobody'")]
    [InlineData("--filter NOTHING --min-coverage 100", 1, "coverage is 0%, and --min-coverage is 100")]
    [InlineData("--min-coverage lots", 2, "--min-coverage: lots is not a number")]
    [InlineData("--fliter x", 2, "did you mean '--filter'?")]
    public async Task Test_Options_SayWhatIsWrong(string options, int exitCode, string told)
    {
        await File.WriteAllTextAsync(Scenarios, Wrong);
        var ended = await StreamsProcess.RunAsync(["test", Scenarios, .. options.Split(' ')]);
        Assert.Equal(exitCode, ended.ExitCode);
        Assert.Contains(told, ended.Errors);
    }

    [Fact]
    public async Task Test_WrongOrMissingFiles_ExitTwo()
    {
        await File.WriteAllTextAsync(Scenarios, Wrong.Replace("llm_load_avg: 11", "llm_load_agv: 11"));
        var (exitCode, output, errors) = await StreamsProcess.RunAsync("test", Path.Combine(_folder, "*.scenarios.yaml"));
        Assert.Equal(2, exitCode);
        Assert.Contains("fleet.scenarios.yaml:6:13: unknown metric 'llm_load_agv'; did you mean 'llm_load_avg'?", errors);
        Assert.Contains("1 of 1 files wrong", output);
        Assert.Equal(2, (await StreamsProcess.RunAsync("check", _folder)).ExitCode);
        Assert.Equal(2, (await StreamsProcess.RunAsync("test", Path.Combine(_folder, "none.scenarios.yaml"))).ExitCode);
        Assert.Equal(2, (await StreamsProcess.RunAsync("test", Repository.Root)).ExitCode);
    }

    [Fact]
    public async Task Test_Mutate_ListsWhatNoScenarioCatches()
    {
        await File.WriteAllTextAsync(Scenarios, Wrong.Replace("21", "12").Replace(": 11", ": 10"));
        var (exitCode, output, _) = await StreamsProcess.RunAsync("test", Scenarios, "--mutate");
        Assert.Equal(1, exitCode);
        Assert.Matches(@"alive .*dynamo\.yaml:\d+: sources\.stats\.expire: 10s -> 20s", output);
        Assert.Matches(@"\d+ mutants, \d+ caught, 0 exempted, \d+ alive", output);
    }

    [Fact]
    public async Task Test_Promtool_WritesAFileAScenario()
    {
        await File.WriteAllTextAsync(Scenarios, Wrong);
        var folder = Path.Combine(_folder, "out");
        await StreamsProcess.RunAsync("test", Scenarios, "--promtool", folder);
        Assert.Equal(["fleet.a-worker-reports.yaml", "fleet.nothing-happens.yaml"], Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)!).Order());
    }

    [Fact]
    public async Task Test_Watch_RunsAgainWhenThePipelineIsSaved()
    {
        await File.WriteAllTextAsync(Scenarios, Wrong);
        await using var program = StreamsProcess.StartSilently("test", Scenarios, "--watch");
        await program.UntilSaidAsync("waiting for a file to be saved");
        var pipeline = Path.Combine(_folder, "dynamo.yaml");
        await File.WriteAllTextAsync(pipeline, (await File.ReadAllTextAsync(pipeline)).Replace("from: hits", "from: hist"));
        await program.UntilSaidAsync("unknown source 'hist'");
        Assert.Equal(0, await program.TerminateAsync());
    }
}
