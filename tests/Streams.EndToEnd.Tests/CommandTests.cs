using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Streams.EndToEnd.Tests.Support;
using Streams.Testing.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>The command as a person meets it: the demo, and what it says of mistakes.</summary>
public sealed class CommandTests
{
    /// <summary>The one finding of promtool that is given: the name is older than the rule.</summary>
    private const string AllowedFinding = "llm_kv_blocks_total non-counter metrics should not have \"_total\" suffix";

    [Fact]
    public async Task Demo_WithoutServer_ShowsAFleetOfEachReleaseAndALintCleanPage()
    {
        await using var program = await StreamsProcess.StartAsync("demo", "--rate", "500");
        var page = await program.UntilAsync(p => p.Named("llm_kv_hit_rate_percent").Count == 8 && p.Named("llm_kv_reuse_percent").Count == 8
            && p.Named("llm_kv_blocks_active").Count == 16);
        Assert.Single(page.Named("llm_load_avg"));
        Assert.Equal(200, await program.StatusAsync("-/ready"));
        Assert.Contains("/metrics", await program.GetAsync(""));
        Assert.Equal(AllowedFinding, await Promtool.CheckAsync(page.Text));
        Assert.Equal(0, await program.TerminateAsync());
    }

    [Fact]
    public async Task Run_TakenPort_SaysSoAndExitsOne()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        var (exitCode, _, errors) = await StreamsProcess.RunAsync("demo", "--listen", $"127.0.0.1:{port}");
        Assert.Equal(1, exitCode);
        Assert.Contains($"another program has port {port}", errors);
    }

    [Theory]
    [InlineData("run --lisen :1", "did you mean '--listen'?")]
    [InlineData("check --ste a=b pipelines", "did you mean '--set'?")]
    [InlineData("simulate --workers many", "--workers: many is not a number")]
    [InlineData("run --set nonsense=1", "nonsense")]
    [InlineData("check", "check needs a PATH")]
    [InlineData("check --schema pipelines", "leave the paths out")]
    [InlineData("run --set component", "NAME=VALUE")]
    [InlineData("run absent.yaml", "absent.yaml")]
    [InlineData("run src", "directory")]
    [InlineData("run --each component", "write --each NAME=A,B")]
    [InlineData("run --each component=", "there is no value")]
    [InlineData("run --each component=a,,b", "a value is empty")]
    [InlineData("run --each component=a,b,a", "a is there twice")]
    [InlineData("run --each component=a --each namespace=b", "--each is given 2 times")]
    [InlineData("run --each component=a,b --set component=c", "by --set and by --each")]
    [InlineData("run --each componnet=a,b", "did you mean 'component'?")]
    [InlineData("run pipelines/dynamo.yaml ./pipelines/dynamo.yaml", "named dynamo, in pipelines/dynamo.yaml and ./pipelines/dynamo.yaml;")]
    [InlineData("run --listen nowhere:x", "--listen")]
    [InlineData("run --nats http://x", "http")]
    [InlineData("simulate --release 9.9.9", "9.9.9")]
    [InlineData("tap --limit 0", "--limit: 0 is not a number from 1 on; 20 would be one")]
    [InlineData("test --seed 0 pipelines", "--seed: 0 is not a number from 1 on; 17 would be one")]
    [InlineData("test --min-coverage much pipelines", "--min-coverage: much is not a number from 0 on")]
    [InlineData("frobnicate", "frobnicate")]
    public async Task Command_Mistake_SaysWhatIsWrongAndExitsTwo(string line, string told)
    {
        var (exitCode, _, errors) = await StreamsProcess.RunAsync(line.Split(' '));
        Assert.Equal(2, exitCode);
        Assert.Contains(told, errors);
        Assert.DoesNotContain("   at ", errors);
    }

    [Fact]
    public async Task Run_SecretInTheCommandLine_IsTakenWithAWarning()
    {
        await using var server = await NatsServer.StartAsync("authorization { users: [ { user: fleet, password: hush } ] }");
        await using var program = await StreamsProcess.StartAsync("run", "--nats", server.Url.Replace("://", "://fleet:hush@", StringComparison.Ordinal));
        await program.UntilStatusAsync("-/ready", 200);
        Assert.StartsWith("--nats holds a secret, which every user of this machine can read", program.Errors);
        Assert.DoesNotContain("hush", program.Errors);
    }

    [Fact]
    public async Task Run_SecretInAFile_IsTakenFromThere()
    {
        await using var server = await NatsServer.StartAsync("authorization { users: [ { user: fleet, password: hush } ] }");
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await File.WriteAllTextAsync(file, "hush\n");
            await using var program = await StreamsProcess.StartAsync(
                new Dictionary<string, string> { ["NATS_URL"] = server.Url, ["NATS_USER"] = "fleet", ["NATS_PASSWORD_FILE"] = file }, "run");
            await program.UntilStatusAsync("-/ready", 200);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Run_AddressOfAnotherMachine_SaysSoAndExitsOne()
    {
        var (exitCode, _, errors) = await StreamsProcess.RunAsync("demo", "--listen", "192.0.2.1:9091");
        Assert.Equal(1, exitCode);
        Assert.StartsWith("cannot listen on 192.0.2.1:9091", errors);
        Assert.DoesNotContain("   at ", errors);
    }

    [Fact]
    public async Task Run_TwoPipelinesWithTheSameSeries_SaysWhichAndExitsTwo()
    {
        var file = Repository.PipelineWith("other.yaml", ("pipeline: dynamo", "pipeline: other"));
        var (exitCode, _, errors) = await StreamsProcess.RunAsync("run", "pipelines/dynamo.yaml", file);
        Assert.Equal(2, exitCode);
        Assert.Contains($"llm_worker_info is declared twice, by dynamo (pipelines/dynamo.yaml) and by other ({file}) with the same constant labels", errors);
        Assert.DoesNotContain("   at ", errors);
    }

    [Theory]
    [InlineData("    help: Total KV blocks per worker", "    help: All KV blocks per worker", "llm_kv_blocks_total", "with two help texts")]
    [InlineData("  endpoint: ${endpoint}", "  place: ${endpoint}", "llm_worker_info", "with different label names")]
    [InlineData("    type: counter\n    from: hits", "    from: hits", "llm_kv_hit_rate_isl_blocks_total", "as a counter and as a gauge")]
    public async Task Run_TwoPipelinesThatContradictEachOther_SaysWhatDiffersAndExitsTwo(string old, string changed, string metric, string difference)
    {
        var file = Repository.PipelineWith("other.yaml", ("pipeline: dynamo", "pipeline: other"), ("  endpoint: load_metrics", "  endpoint: other"), (old, changed));
        var (exitCode, _, errors) = await StreamsProcess.RunAsync("run", "pipelines/dynamo.yaml", file);
        Assert.Equal(2, exitCode);
        Assert.Contains($"metric {metric} is declared twice, by dynamo (pipelines/dynamo.yaml) and by other ({file}), {difference}", errors);
        Assert.Single(errors.Split('\n'));
    }

    [Fact]
    public async Task Check_WrongParameterThatFourSourcesUse_IsToldOnce()
    {
        var (exitCode, output, _) = await StreamsProcess.RunAsync("check", "pipelines/dynamo.yaml", "--set", "namespace=a b");
        Assert.Equal(2, exitCode);
        Assert.Single(Regex.Matches(output, "the namespace holds a space"));
    }

    [Fact]
    public async Task Check_ShippedPipelines_FindsNothing()
    {
        var (exitCode, output, _) = await StreamsProcess.RunAsync("check", "pipelines/");
        Assert.Equal((0, ""), (exitCode, output));
    }

    [Fact]
    public async Task Check_Schema_PrintsTheCommittedOne()
    {
        var (exitCode, output, _) = await StreamsProcess.RunAsync("check", "--schema");
        Assert.Equal(0, exitCode);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "pipeline.schema.json"), TestContext.Current.CancellationToken), output);
    }

    [Fact]
    public async Task Check_WrongFile_ListsEveryMistakeWithItsPlace()
    {
        var file = Repository.PipelineWith("wrong.yaml", ("from: hits", "from: hist"), ("max_workers", "max_worker"));
        var (exitCode, output, _) = await StreamsProcess.RunAsync("check", file);
        Assert.Equal(2, exitCode);
        Assert.Contains("did you mean", output);
        Assert.Contains("max_worker", output);
        Assert.Matches(@"wrong\.yaml:\d+:\d+: ", output);
        Assert.True(output.Split("hist").Length > 4, output);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("run --help")]
    [InlineData("simulate --help")]
    [InlineData("replay --help")]
    [InlineData("tap --help")]
    [InlineData("test --help")]
    public async Task Help_BeginsWithExamplesAndShowsNoDefaultThatMeansNone(string line)
    {
        var (exitCode, output, _) = await StreamsProcess.RunAsync(line.Split(' '));
        Assert.Equal(0, exitCode);
        Assert.StartsWith("Examples:", output);
        Assert.DoesNotMatch(@"\[default: (-\d+|0|2147483647)?\]", output);
    }
}
