using CsCheck;
using Streams.Publishing;
using Streams.Recording;
using Streams.Tests.Support;
using Streams.Windowing;
using static Streams.Tests.Support.LaneBench;

namespace Streams.Tests.Recording;

/// <summary>L6, the promise: what a recording gives at an instant is what the live page showed then.</summary>
public sealed class ReplayTests : IDisposable
{
    private static readonly Gen<(long Wait, int What, int Worker, int Offset)[]> Timelines =
        Gen.Select(Gen.Long[0, 40_000_000], Gen.Int[0, 9], Gen.Int[0, 4], Gen.Int[-80, 20]).Array[1, 80];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streams-replay-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("live.ndjson")]
    [InlineData("live.ndjson.gz")]
    public async Task Run_AnyTimelineAndAnyScrapes_ShowsWhatTheLivePagesShowed(string name)
    {
        await Timelines.SampleAsync(
            async steps =>
            {
                var file = Path.Combine(_folder.FullName, Guid.NewGuid() + name);
                var live = await RecordAsync(steps, new RecorderOptions { Path = file });
                Assert.Equal(live, Replay(live, file));
            },
            iter: 40,
            threads: 1);
    }

    [Fact]
    public async Task Run_RotatedFiles_ReplayAsOne()
    {
        var options = new RecorderOptions { Path = Path.Combine(_folder.FullName, "r.ndjson"), RotateBytes = 500 };
        (long, int, int, int)[] steps = [.. Enumerable.Range(0, 60).Select(i => (3_000_000L, i % 7, i % 5, 0))];
        var live = await RecordAsync(steps, options);
        var files = Directory.GetFiles(_folder.FullName).Order(StringComparer.Ordinal).ToArray();
        Assert.True(files.Length > 3);
        Assert.Equal(live, Replay(live, files));
    }

    [Fact]
    public async Task Run_ClockSetBackAnHour_BeginsAnewAsTheLaneDid()
    {
        var file = Path.Combine(_folder.FullName, "set-back.ndjson");
        await using (var recorder = new Recorder(Everything(), new RecorderOptions { Path = file }, TimeProvider.System, Assert.Null))
        {
            using var bench = new LaneBench(Everything(), recorder: recorder);
            bench.Turn(7200);
            bench.Send("w1 a=1");
            bench.Turn(3600);
            bench.Turn(3601);
            bench.Send("w1 a=5");
            bench.Turn(7201);
            bench.Send("w1 a=6");
            await EndAsync(bench);
        }

        var page = PageText.New();
        Run(page, [ManualTime.Start.AddSeconds(7202)], _ => Assert.Contains("total{worker=\"w1\"} 6", page.Lines), file);
        Assert.Contains("is in two segments", Refusal(ManualTime.Start.AddSeconds(3601)));
        Assert.Contains("is before the recording", Refusal(ManualTime.Start.AddDays(-1)));

        string Refusal(DateTimeOffset at) => Assert.Throws<RecordingException>(() => Run(page, [at], _ => { }, file)).Message;
    }

    private static async Task<List<(DateTimeOffset At, string Lines)>> RecordAsync((long Wait, int What, int Worker, int Offset)[] steps, RecorderOptions options)
    {
        var pages = new List<(DateTimeOffset, string)>();
        await using var recorder = new Recorder(Everything(), options, TimeProvider.System, Assert.Null);
        using var bench = new LaneBench(Everything(), recorder: recorder);
        foreach (var (wait, what, worker, offset) in steps)
        {
            bench.Time.Now = bench.Time.Now.AddTicks(wait);
            switch (what)
            {
                case < 3:
                    var at = bench.Read();
                    pages.Add((at, bench.Page.Lines));
                    break;
                case 3: bench.Send("!"); break;
                case 4: bench.Send("line\none a=1", "t"); break;
                case 5: bench.Send(FormattableString.Invariant($"w{worker} a=2 @{(bench.Time.Now - ManualTime.Start).TotalSeconds + (offset / 4.0)}"), "t"); break;
                default: bench.Send($"w{worker} a=1 b={offset}"); break;
            }

            bench.Host.Turn();
        }

        await EndAsync(bench);
        return pages;
    }

    private static Task EndAsync(LaneBench bench)
    {
        bench.Host.Start("recorded");
        return bench.Host.StopAsync();
    }

    private static List<(DateTimeOffset At, string Lines)> Replay(List<(DateTimeOffset At, string Lines)> live, params string[] files)
    {
        var page = PageText.New();
        var pages = new List<(DateTimeOffset, string)>();
        Run(page, live.Select(l => l.At), at => pages.Add((at, page.Lines)), files);
        return pages;
    }

    private static void Run(SeriesTable page, IEnumerable<DateTimeOffset> stops, Action<DateTimeOffset> read, params string[] files) =>
        new Replay(Everything(), page, new ReplayOptions { Files = files, Warn = Assert.Null }, new Streams.Lane.LaneListener()).Run(_ => stops, pastEnd: true, read);

    private static PipelineDefinition Everything() => PipelineOf(
        [Source(expire: 7), Source("t", expire: 9) with { HasEventTime = true, Lateness = TimeSpan.FromSeconds(1) }],
        Metric("total", Call("sum", "a")),
        Metric("latest", Call("last", "b")),
        Metric("both", Call("last", "a"), "t", "s"),
        Metric("window", Call("sum", "a"), "t") with { Over = [Over.Tumbling(TimeSpan.FromSeconds(2)), Over.Hopping(TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(2))] },
        Metric("spread", Call("last", "b")) with { Across = [new AcrossStep(AcrossKind.StdDev, [])] });
}
