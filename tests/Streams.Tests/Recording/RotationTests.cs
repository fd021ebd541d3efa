using System.Text.Json;
using Streams.Recording;
using Streams.Tests.Support;
using static Streams.Tests.Support.LaneBench;

namespace Streams.Tests.Recording;

/// <summary>Where a recording is cut into files by the lane's clock, and what each of them begins and ends with.</summary>
public sealed class RotationTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streams-rotation-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Write_MessageAtTheTime_BeginsTheNextFileWhereTheOneBeforeEnded() =>
        Assert.Equal(
            ["part 1 from 0: 1 9.9999999 end 9.9999999", "part 2 from 9.9999999: 10 15 end 15", "part 3 from 15: 25 end 30"],
            await RecordAsync(Every(10), bench => Send(bench, 1, 9.9999999, 10, 15, 25), 30));

    [Fact]
    public async Task Write_SilenceOfManyTimes_BeginsOneFileAndLeavesNoneWithoutMessages() =>
        Assert.Equal(["part 1 from 0: 1 end 1", "part 2 from 1: 95 end 200"], await RecordAsync(Every(10), bench => Send(bench, 1, 95), 200));

    [Fact]
    public async Task Write_FirstMessageAfterTheTime_IsInTheSecondFile() =>
        Assert.Equal(["part 1 from 0: end 0", "part 2 from 0: 25 end 26"], await RecordAsync(Every(10), bench => Send(bench, 25), 26));

    [Fact]
    public async Task Write_NoMessageAfterTheTime_StaysInOneFile() =>
        Assert.Equal(["part 1 from 0: 1 end 90"], await RecordAsync(Every(10), bench => Send(bench, 1), 90));

    [Fact]
    public async Task Write_ClockSetBack_CountsFromTheNewSegmentsStart() =>
        Assert.Equal(
            ["part 1 from 1000: 1001 end 1001 part 1 from 500: 505 end 505", "part 2 from 505: 512 end 515"],
            await RecordAsync(
                Every(10),
                bench =>
                {
                    Send(bench, 1001);
                    bench.Turn(500);
                    Send(bench, 505, 512);
                },
                515,
                startsAt: 1000));

    [Fact]
    public async Task Write_TimeAndSize_CutsAtWhicheverIsFirst()
    {
        var header = new RecordingHeader(ManualTime.Start, "p", new Dictionary<string, string>(), Part: 2).ToLine().Length;
        // Room for a header and two messages, of some 100 bytes.
        var options = Every(10) with { RotateBytes = header + 250 };
        Assert.Equal(
            ["part 1 from 0: 1 2 end 2", "part 2 from 2: 3 4 end 4", "part 3 from 4: 20 end 21"],
            await RecordAsync(options, bench => Send(bench, 1, 2, 3, 4, 20), 21));
    }

    private RecordingOptions Every(double seconds) => new(Path.Combine(_folder.FullName, Guid.NewGuid().ToString(), "r.ndjson")) { RotateEvery = TimeSpan.FromSeconds(seconds) };

    private static void Send(LaneBench bench, params double[] seconds)
    {
        foreach (var at in seconds)
        {
            bench.Time.At(at);
            bench.Send("w1 a=1");
            bench.Turn(at);
        }
    }

    /// <summary>What the files of a recording say, in seconds after the start.</summary>
    private static async Task<string[]> RecordAsync(RecordingOptions options, Action<LaneBench> run, double end, double startsAt = 0)
    {
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(options.Path)!);
        var pipeline = PipelineOf([Source()], Metric("total", Call("sum", "a")));
        using (var recorder = new Recorder(options, pipeline.Name, pipeline.Parameters) { Failed = why => throw why })
        {
            using var bench = new LaneBench(pipeline, startsAt: startsAt, recorder: recorder);
            run(bench);
            bench.Time.At(end);
            bench.Read();
            bench.Host.Start("recorded");
            await bench.Host.StopAsync();
            await recorder.Completion;
        }

        var files = Directory.GetFiles(folder.FullName);
        Assert.Equal(files.Order(StringComparer.Ordinal), Enumerable.Range(1, files.Length).Select(options.FileName));
        return [.. files.Order(StringComparer.Ordinal).Select(file => string.Join(' ', File.ReadLines(file).Select(Say)))];
    }

    private static string Say(string line)
    {
        using var json = JsonDocument.Parse(line);
        var root = json.RootElement;
        if (root.TryGetProperty("started", out var started)) return $"part {(root.TryGetProperty("part", out var part) ? part.GetInt32() : 1)} from {Seconds(started)}:";
        return root.TryGetProperty("end", out var end) ? $"end {Seconds(end)}" : Seconds(root.GetProperty("at"));
    }

    private static string Seconds(JsonElement stamp) => FormattableString.Invariant($"{(decimal)(stamp.GetDateTimeOffset() - ManualTime.Start).Ticks / TimeSpan.TicksPerSecond:0.#######}");
}
