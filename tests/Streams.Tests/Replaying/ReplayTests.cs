using CsCheck;
using Streams.Across;
using Streams.Definition;
using Streams.Publishing;
using Streams.Recording;
using Streams.Replaying;
using Streams.Tests.Composing;
using Streams.Tests.Support;
using Streams.Windowing;
using static Streams.Tests.Support.LaneBench;

namespace Streams.Tests.Replaying;

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
                var live = await RecordAsync(steps, new RecordingOptions(file));
                Assert.Equal(live, Replay(live, file));
            },
            iter: 40,
            threads: 1);
    }

    [Theory]
    [InlineData(500, null)]
    [InlineData(null, 2)]
    [InlineData(900, 1)]
    public async Task Run_RotatedFiles_ReplayAsOne(int? bytes, int? seconds)
    {
        var options = new RecordingOptions(Path.Combine(_folder.FullName, "r.ndjson")) { RotateBytes = bytes, RotateEvery = seconds is { } time ? TimeSpan.FromSeconds(time) : null };
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
        using (var recorder = Recorder(new RecordingOptions(file)))
        {
            using var bench = new LaneBench(Everything(), recorder: recorder);
            bench.Turn(7200);
            bench.Send("w1 a=1");
            bench.Turn(3600);
            bench.Turn(3601);
            bench.Send("w1 a=5");
            bench.Turn(7201);
            bench.Send("w1 a=6");
            await EndAsync(bench, recorder);
        }

        var page = PageText.New();
        Run(page, [ManualTime.Start.AddSeconds(7202)], _ => Assert.Contains("total{worker=\"w1\"} 6", page.Lines), file);
        Assert.Contains("is in two segments", Refusal(ManualTime.Start.AddSeconds(3601)));
        Assert.Contains("is before the recording", Refusal(ManualTime.Start.AddDays(-1)));

        string Refusal(DateTimeOffset at) => Assert.Throws<RecordingException>(() => Run(page, [at], _ => { }, file)).Message;
    }

    [Fact]
    public async Task Run_LaneThatWasAbsent_ExtendsItsLeasesAsTheLaneDid()
    {
        var file = Path.Combine(_folder.FullName, "absent.ndjson");
        using (var recorder = Recorder(new RecordingOptions(file)))
        {
            using var bench = new LaneBench(Everything(), recorder: recorder);
            bench.Host.BeginHeartbeat();
            bench.Turn(0);
            bench.Send("w1 a=1");
            bench.Turn(1);
            bench.Turn(101);
            await EndAsync(bench, recorder);
        }

        Assert.Contains("{\"at\":\"2026-01-01T00:00:01.0000000Z\",\"until\":\"2026-01-01T00:01:41.0000000Z\"}\n", await File.ReadAllTextAsync(file));
        // [0 s, 7 s), and 101 s more.
        List<(DateTimeOffset, string)> instants = [(ManualTime.Start.AddSeconds(107.9), ""), (ManualTime.Start.AddSeconds(108.1), "")];
        Assert.Equal(["both{worker=\"w1\"} 1\ntotal{worker=\"w1\"} 1", ""], Replay(instants, file).Select(p => p.Lines));
        Assert.Contains("the lane was absent at 2026-01-01T00:00:01.0000000Z", Assert.Throws<RecordingException>(() => RecordedMessages.Read(file, _ => { })).Message);
    }

    [Fact]
    public async Task Run_RenameOfASourceThatIsNotThere_IsTold()
    {
        var file = Path.Combine(_folder.FullName, "names.ndjson");
        await RecordAsync([(1, 9, 1, 0)], new RecordingOptions(file));
        var told = new List<string>();
        using var replay = new Replay(RecordingSource.Open([file], told.Add), [(Everything(), PageText.New())], new Dictionary<string, string> { ["x"] = "s" }, new Streams.Lane.LaneListener());
        new ReplayStops(replay, _ => { }).Run();
        Assert.Equal(["--source x=s: the recording has no source x; it has s"], told);
    }

    private static async Task<List<(DateTimeOffset At, string Lines)>> RecordAsync((long Wait, int What, int Worker, int Offset)[] steps, RecordingOptions options)
    {
        var pages = new List<(DateTimeOffset, string)>();
        using var recorder = Recorder(options);
        using var bench = new LaneBench(Everything(), recorder: recorder);
        // With a heartbeat every wait of two seconds is an absence, which the recording has to tell; without one leases end.
        if (steps.Length % 2 == 0) bench.Host.BeginHeartbeat();
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

        await EndAsync(bench, recorder);
        return pages;
    }

    private static Recorder Recorder(RecordingOptions options) => new(options, Everything().Name, Everything().Parameters) { Failed = why => throw why };

    private static async Task EndAsync(LaneBench bench, Recorder recorder)
    {
        bench.Host.Start("recorded");
        await bench.Host.StopAsync();
        await recorder.Completion;
        Assert.True(recorder.IsUp);
    }

    private static List<(DateTimeOffset At, string Lines)> Replay(List<(DateTimeOffset At, string Lines)> live, params string[] files)
    {
        var page = PageText.New();
        var pages = new List<(DateTimeOffset, string)>();
        Run(page, live.Select(l => l.At), at => pages.Add((at, page.Lines)), files);
        return pages;
    }

    private static void Run(SeriesTable page, IEnumerable<DateTimeOffset> stops, Action<DateTimeOffset> read, params string[] files)
    {
        using var replay = new Replay(RecordingSource.Open(files, Assert.Null), [(Everything(), page)], new Dictionary<string, string>(), new Streams.Lane.LaneListener());
        new ReplayStops(replay, read) { Stops = _ => stops, PastEnd = true }.Run();
    }

    private static PipelineDefinition Everything() => PipelineOf(
        [Source(expire: 7), Source("t", expire: 9) with { HasEventTime = true, Lateness = TimeSpan.FromSeconds(1) }],
        Metric("total", Call("sum", "a")),
        Metric("latest", Call("last", "b")),
        Metric("both", Call("last", "a"), "t", "s"),
        Metric("window", Call("sum", "a"), "t") with { Over = [Over.Tumbling(TimeSpan.FromSeconds(2)), Over.Hopping(TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(2))] },
        Metric("spread", Call("last", "b")) with { Across = [new AcrossStep(AcrossKind.StdDev, [])] });
}
