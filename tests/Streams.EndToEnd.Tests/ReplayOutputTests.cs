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
}
