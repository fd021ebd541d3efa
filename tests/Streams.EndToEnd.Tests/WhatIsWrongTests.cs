using System.Text;
using Microsoft.Extensions.Logging;
using NATS.Client.Core;
using Streams.Cli.Hosting;
using Streams.Cli.Pipelines;
using Streams.Definition;
using Streams.EndToEnd.Tests.Support;
using Streams.Lane;
using Streams.Publishing;
using Streams.Testing.Support;

namespace Streams.EndToEnd.Tests;

/// <summary>The program says what is wrong before anybody asks: by its log, a warning, an exit code.</summary>
public sealed class WhatIsWrongTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 3, 0, 0, TimeSpan.Zero);

    private static readonly PipelineDefinition BuiltIn = PipelineFiles.Read([], new Dictionary<string, string>()).Single();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streams-wrong-");
    private readonly string _recording;
    private readonly SteppedTime _time = new() { Now = Start };
    private readonly LogLines _log = new();

    public WhatIsWrongTests()
    {
        _recording = Path.Combine(_folder.FullName, "good.ndjson");
        File.WriteAllText(_recording, """
            {"streams":1,"started":"2026-11-24T03:00:00Z","pipeline":"dynamo","parameters":{}}
            {"at":"2026-11-24T03:00:01Z","source":"hits","subject":"namespace.dynamo.kv-hit-rate","data":{"worker_id":7,"isl_blocks":4,"overlap_blocks":1}}
            {"end":"2026-11-24T03:01:00Z"}

            """);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void NoMessageForHalfAMinute_IsToldOnce_AndSoIsTheNext()
    {
        using var lane = Lane();
        using var watch = Watch(lane);
        _time.Advance(TimeSpan.FromSeconds(25));
        Assert.Empty(_log.Said);
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.Contains("dynamo: no message on any source for 30 s; it listens to namespace.dynamo.", Assert.Single(_log.Said));
        lane.Receive(Source(lane, "load"), _time.Now, "namespace.dynamo.kv_metrics", "{}"u8);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("dynamo: messages come again", _log.Said[^1]);
        // A source that speaks now and then is told of once in ten minutes.
        _time.Advance(TimeSpan.FromMinutes(8));
        Assert.Equal(2, _log.Said.Count);
        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.Equal(3, _log.Said.Count);
    }

    [Fact]
    public void ServerThatIsAway_IsToldByItsConnection_AndNotAsSilence()
    {
        using var lane = Lane();
        using var watch = Watch(lane);
        foreach (var input in lane.Inputs) input.IsUp = false;
        _time.Advance(TimeSpan.FromMinutes(2));
        Assert.Empty(_log.Said);
    }

    [Fact]
    public void HitsOfWorkersThatAreAskedByAnotherName_NameTheSetting()
    {
        using var lane = Lane();
        using var watch = Watch(lane);
        for (var i = 0; i < 10; i++)
        {
            Hit(lane);
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Contains("--set component=NAME, such as VllmWorker", Assert.Single(_log.Said));
        Assert.Contains("nobody answers to dynamo_backend", Assert.Single(_log.Said));
    }

    [Fact]
    public void HitsBesideLoad_AreNoReasonToWarn()
    {
        using var lane = Lane();
        using var watch = Watch(lane);
        for (var i = 0; i < 10; i++)
        {
            Hit(lane);
            lane.Receive(Source(lane, "load"), _time.Now, "namespace.dynamo.kv_metrics", "{}"u8);
            _time.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Empty(_log.Said);
    }

    [Fact]
    public void FleetThatLeft_IsToldWithItsSize()
    {
        using var lane = new VirtualLane(BuiltIn, new SeriesTable(), Start, new LaneLog("dynamo", _log, _time));
        foreach (var id in (string[])["7", "8", "9"])
        {
            lane.Receive(
                Source(lane, "load"), Start.AddSeconds(1), "namespace.dynamo.kv_metrics", Encoding.UTF8.GetBytes($$"""{"worker_id":{{id}},"dp_rank":0,"active_decode_blocks":4}"""));
        }

        lane.AdvanceTo(Start.AddMinutes(9));
        Assert.Empty(_log.Said);
        lane.AdvanceTo(Start.AddMinutes(12));
        Assert.Contains("dynamo: the whole fleet has left, 3 workers", Assert.Single(_log.Said));
    }

    [Theory]
    [InlineData("1795489200", "is 56 years behind the clock, and not counted; is unix_ms right, and not unix_s?: {\"keys\":{\"sensor\":\"a\"},\"fields\":{\"t\":20}}")]
    [InlineData("17954892001230", "is 512 years ahead of the clock, and not counted; is the sender's clock right, and the form of its time?")]
    [InlineData("1787713200000", "is 90 days behind the clock, and not counted; is the sender's clock right, and the form of its time?")]
    public void TimesThatAreOffByFar_AreToldWithASampleAndTheirUnit(string ts, string told)
    {
        var pipeline = PipelineFiles.Read([Plant()], new Dictionary<string, string>()).Single();
        using var lane = new VirtualLane(pipeline, new SeriesTable(), Start, new LaneLog("plant", _log, _time));
        for (var i = 0; i < 3; i++) lane.Receive(0, Start.AddSeconds(1 + i), "plant", Encoding.UTF8.GetBytes($$"""{"sensor":"a","t":20,"ts":{{ts}}}"""));
        Assert.Contains(told, Assert.Single(_log.Said));
    }

    [Fact]
    public void TimesThatAreLateByMinutes_AreCountedAndNotTold()
    {
        var pipeline = PipelineFiles.Read([Plant()], new Dictionary<string, string>()).Single();
        using var lane = new VirtualLane(pipeline, new SeriesTable(), Start, new LaneLog("plant", _log, _time));
        lane.Receive(0, Start.AddSeconds(1), "plant", Encoding.UTF8.GetBytes($$"""{"sensor":"a","t":20,"ts":{{Start.AddMinutes(-5).ToUnixTimeMilliseconds()}}}"""));
        Assert.Empty(_log.Said);
    }

    [Theory]
    [InlineData("tap good.ndjson --source hots", 2, "the pipeline dynamo has no source hots; did you mean 'hits'?")]
    [InlineData("tap --source hots", 2, "did you mean 'hits'?")]
    [InlineData("replay good.ndjson --at 2026-11-24T03:02:00Z", 0, "2026-11-24T03:02:00.0000000Z is after the recording's end, 2026-11-24T03:01:00.0000000Z: shown is what would be left by then")]
    [InlineData("replay good.ndjson --at 2026-11-24T09:00:00Z", 1, "no series of a pipeline is left by then")]
    [InlineData("replay good.ndjson --explain llm_kv_hit_rate_percent --at +2m", 0, "is after the recording's end")]
    [InlineData("replay good.ndjson --csv out.csv --series llm_kv_hit_rat_percent", 1, "no series matches --series llm_kv_hit_rat_percent; did you mean 'llm_kv_hit_rate_percent'?")]
    [InlineData("replay good.ndjson --csv out.csv --series llm_kv_hit_rate_*", 0, "out.csv: of 1 messages 8 changes of 7 series")]
    [InlineData("replay good.ndjson --openmetrics out.om", 0, "next: promtool tsdb create-blocks-from openmetrics out.om")]
    [InlineData("run --namespace prod", 2, "--set namespace=NAME")]
    [InlineData("run --component=VllmWorker", 2, "--set component=NAME")]
    [InlineData("top --url 127.0.0.1:1 --once", 1, "nothing answers at http://127.0.0.1:1/")]
    [InlineData("demo --listen 70000", 2, "\"70000\" is no port")]
    public async Task Command_SaysWhatIsWrong_WithAFittingExitCode(string line, int expected, string told)
    {
        var (exitCode, _, errors) = await StreamsProcess.RunAsync([.. line.Split(' ').Select(word => word is "good.ndjson" or "out.csv" or "out.om" ? Path.Combine(_folder.FullName, word) : word)]);
        Assert.Contains(told, errors.Replace(_folder.FullName + "/", "", StringComparison.Ordinal));
        Assert.Equal(expected, exitCode);
        Assert.DoesNotContain("   at ", errors);
    }

    [Fact]
    public async Task Record_EndsWithWhatIsRecorded()
    {
        await using var server = await NatsServer.StartAsync();
        var file = Path.Combine(_folder.FullName, "own.ndjson");
        await using var program = StreamsProcess.StartSilently("record", file, Plant(), "--nats", server.Url);
        await program.UntilSaidAsync("listens to plant");
        await using (var client = new NatsConnection(NatsOpts.Default with { Url = server.Url }))
        {
            for (var i = 0; i < 3; i++) await client.PublishAsync("plant", """{"sensor":"a","t":20,"ts":1}"""u8.ToArray());
            await client.PingAsync();
        }

        Assert.Equal(0, await program.TerminateAsync());
        Assert.Contains($": 3 messages in {file}, {new FileInfo(file).Length} bytes; next: streams replay {file}", program.Errors);
        Assert.DoesNotContain("[0]", program.Errors);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info: streams: recording plant into ", program.Errors);
    }

    private static VirtualLane Lane()
    {
        var lane = new VirtualLane(BuiltIn, new SeriesTable(), Start, new LaneListener());
        foreach (var input in lane.Inputs) input.IsUp = true;
        return lane;
    }

    private SourceWatch Watch(VirtualLane lane) => new([BuiltIn], [lane.Inputs], _log, _time);

    private void Hit(VirtualLane lane) =>
        lane.Receive(Source(lane, "hits"), _time.Now, "namespace.dynamo.kv-hit-rate", """{"worker_id":7,"isl_blocks":4,"overlap_blocks":1}"""u8);

    private static int Source(VirtualLane lane, string name) => lane.Inputs.Select(i => i.Name).ToList().IndexOf(name);

    private static string Plant() => Repository.Pipeline("plant.yaml", """
        pipeline: plant
        sources:
          readings:
            nats: { subject: plant }
            decode: { json: { key: { sensor: /sensor }, fields: { t: /t }, time: { at: /ts, as: unix_ms } } }
        metrics:
          t_avg: { help: Mean, from: readings, by: sensor, over: 10s, value: avg(t) }
        """);

    private sealed class LogLines : ILogger
    {
        internal List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Said.Add(formatter(state, exception));
    }

    /// <summary>A clock that is moved by hand, and one timer that goes off as it moves.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private Ticking? _timer;

        internal DateTimeOffset Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public override DateTimeOffset GetUtcNow() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            _timer = new Ticking(() => callback(state)) { Due = Now + dueTime, Period = period };

        internal void Advance(TimeSpan by)
        {
            for (var end = Now + by; ;)
            {
                Now = _timer is { } timer && timer.Due < end ? timer.Due : end;
                if (_timer is { } due && due.Due <= Now) due.GoOff();
                if (Now == end) return;
            }
        }

        private sealed class Ticking(Action goOff) : ITimer
        {
            internal DateTimeOffset Due { get; set; }

            internal TimeSpan Period { get; init; }

            public bool Change(TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();

            public void Dispose() => Due = DateTimeOffset.MaxValue;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return default;
            }

            internal void GoOff()
            {
                Due += Period;
                goOff();
            }
        }
    }
}
