using System.Diagnostics;
using Streams.EndToEnd.Tests.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>Where a replay's outputs go: into files that appear whole or not at all, and to what stands in the place of one.</summary>
public sealed class ReplayOutputTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streams-output-");
    private readonly string _recording;

    public ReplayOutputTests()
    {
        _recording = Path.Combine(_folder.FullName, "good.ndjson");
        File.WriteAllText(_recording, """
            {"streams":1,"started":"2026-11-24T03:00:00Z","pipeline":"dynamo","parameters":{}}
            {"at":"2026-11-24T03:00:01Z","source":"hits","subject":"namespace.dynamo.kv-hit-rate","data":{"worker_id":7,"isl_blocks":4,"overlap_blocks":1}}
            {"end":"2026-11-24T03:01:00Z"}

            """);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("--openmetrics", "")]
    [InlineData("--csv", "no/out.csv")]
    [InlineData("--csv", "out.csv --from +90s --to +10s")]
    public async Task Replay_OutputThatCannotBe_SaysSoInOneLineAndLeavesNothing(string option, string output)
    {
        string[] words = output.Split(' ');
        var (exitCode, _, errors) = await StreamsProcess.RunAsync(["replay", _recording, option, words[0].Length == 0 ? "" : Path.Combine(_folder.FullName, words[0]), .. words[1..]]);
        Assert.Equal(2, exitCode);
        Assert.DoesNotContain('\n', errors);
        Assert.Contains(';', errors);
        Assert.Equal([_recording], Directory.GetFiles(_folder.FullName));
    }

    [Theory]
    [InlineData("--openmetrics")]
    [InlineData("--csv")]
    public async Task Replay_OutputOnADevice_IsWrittenAndNotReplaced(string option)
    {
        var full = File.CreateSymbolicLink(Path.Combine(_folder.FullName, "full"), "/dev/full");
        var (exitCode, _, errors) = await StreamsProcess.RunAsync("replay", _recording, option, full.FullName);
        Assert.Equal((1, "/dev/full"), (exitCode, new FileInfo(full.FullName).LinkTarget));
        Assert.StartsWith("the output cannot be written: No space left on device", errors);
        Assert.DoesNotContain('\n', errors);
        Assert.Equal([full.FullName, _recording], Directory.GetFiles(_folder.FullName).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("--csv /dev/stdout >> out")]
    [InlineData("--csv /dev/fd/1 >> out")]
    [InlineData("--openmetrics /dev/fd/3 3>> out")]
    public async Task Replay_OutputThatTheShellSendsToAFile_StandsBehindWhatIsThere(string option)
    {
        var script = $"cd {_folder.FullName}; echo first > out; dotnet {Repository.Cli} replay good.ndjson {option}; echo last >> out";
        using var shell = Process.Start("sh", ["-c", script]);
        await shell.WaitForExitAsync();
        var lines = File.ReadAllLines(Path.Combine(_folder.FullName, "out"));
        Assert.Equal(("first", "last"), (lines[0], lines[^1]));
        Assert.Contains(lines, line => line.Contains("llm_kv_hit_rate_percent", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Explain_RatioThatIsPooled_HasTheSumsOfEachMemberAndOfAll()
    {
        var recording = Path.Combine(_folder.FullName, "two.ndjson");
        File.WriteAllText(recording, """
            {"streams":1,"started":"2026-11-24T03:00:00Z","pipeline":"dynamo","parameters":{}}
            {"at":"2026-11-24T03:00:01Z","source":"hits","subject":"namespace.dynamo.kv-hit-rate","data":{"worker_id":7,"isl_blocks":4,"overlap_blocks":1}}
            {"at":"2026-11-24T03:00:02Z","source":"hits","subject":"namespace.dynamo.kv-hit-rate","data":{"worker_id":8,"isl_blocks":6,"overlap_blocks":3}}
            {"at":"2026-11-24T03:00:03Z","source":"hits","subject":"namespace.dynamo.kv-hit-rate","data":{"worker_id":8,"isl_blocks":10,"overlap_blocks":1}}
            {"end":"2026-11-24T03:00:04Z"}

            """);
        var (exitCode, all, errors) = await StreamsProcess.RunAsync("replay", recording, "--explain", "llm_kv_hit_rate_fleet_percent");
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Matches("""
            llm_kv_hit_rate_fleet_percent\{.*\} 25
            sources, by precedence: hits \(.*\)
            for 2m after its lease what a group has accumulated is kept, and goes on where it returns
            2 groups:
              worker_id  value  sum\(overlap_blocks\)  sum\(isl_blocks\)  events  leaves if nothing more comes  last event
              7             25                    1                4       1  2026-11-24T04:00:01.0000000Z  2026-11-24T03:00:01.0000000Z hits, accepted: .*
              8             25                    4               16       2  2026-11-24T04:00:03.0000000Z  2026-11-24T03:00:03.0000000Z hits, accepted: .*
            pooled over 2 of them, .*component=backend: sum\(overlap_blocks\) 5, sum\(isl_blocks\) 20
            """.ReplaceLineEndings("\n"), all);
        var (_, one, _) = await StreamsProcess.RunAsync("replay", recording, "--explain", "llm_kv_hit_rate_fleet_percent", "--worker", "8");
        Assert.Contains("\n1 of 2 groups:\n", one);
        Assert.DoesNotContain("\n  7 ", one);
        Assert.Contains("pooled over 2 of them", one);
    }
}
