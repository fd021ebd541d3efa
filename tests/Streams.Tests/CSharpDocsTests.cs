using System.Globalization;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.RegularExpressions;
using Streams.Across;
using Streams.Decoding;
using Streams.Definition;
using Streams.Events;
using Streams.Grouping;
using Streams.Lane;
using Streams.Publishing;
using Streams.Reducing;
using Streams.Tests.Support;
using Streams.Timing;
using Streams.Windowing;

namespace Streams.Tests;

/// <summary>The C# of docs/csharp.md, as it stands there.</summary>
public sealed partial class CSharpDocsTests
{
    [Fact]
    public void Document_EveryExample_StandsInThisFileOrIsTheProgram()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Streams.sln"))) folder = folder.Parent!;
        var here = Flat(File.ReadAllText(ThisFile())) + '\n' + Flat(File.ReadAllText(Path.Combine(folder.FullName, "tests", "Streams.Example", "Program.cs")));
        var examples = Block().Matches(File.ReadAllText(Path.Combine(folder.FullName, "docs", "csharp.md"))).Select(m => m.Groups[1].Value).ToArray();
        Assert.Equal(5, examples.Length);
        Assert.All(examples, code => Assert.Contains(Flat(code), here));
    }

    [Fact]
    public void Operator_OfTheDocument_SumsWindowsUntilTheLeaseEnds()
    {
        var start = ManualTime.Start;
        var clock = new LaneClock(start);
        var meters = new Subject<Metered>();
        var shown = new List<string>();
        using var subscription = meters
            .ReduceByWorker(
                new WorkerQuery<Metered>
                {
                    By = m => new WorkerKey(m.Meter),
                    Leases = new Leases<Metered> { Expire = _ => TimeSpan.FromSeconds(30) },
                    TimeTicks = m => m.Time.UtcTicks,
                    Windows = [new WindowPlan<Metered>(Over.Tumbling(TimeSpan.FromSeconds(10)), new FieldReducer<Metered>("sum", m => m.Joules))],
                },
                Observable.Interval(TimeSpan.FromSeconds(10), clock).Select(_ => clock.Now),
                clock.Windows)
            .SelectMany(window => window.Keys.ToArray().Zip(window.Values().ToArray(), (meter, joules) => $"{clock.Now:ss} s: {meter} {joules} J"))
            .Subscribe(shown.Add, error => shown.Add(error.Message), () => shown.Add("the end"));

        clock.AdvanceTo(start.AddSeconds(1));
        meters.OnNext(new Metered("north", 20, clock.Now));
        clock.AdvanceTo(start.AddSeconds(9));
        meters.OnNext(new Metered("north", 22, clock.Now));
        clock.AdvanceTo(start.AddMinutes(5));
        meters.OnCompleted();

        Assert.Equal(["10 s: north 42 J", "20 s: north 0 J", "30 s: north 0 J", "the end"], shown);
    }

    [Fact]
    public void Operators_OfTheDocument_SumWindowsUntilTheLeaseEnds()
    {
        var start = ManualTime.Start;
        var clock = new LaneClock(start);
        var meters = new Subject<Metered>();
        var sums = new List<string>();
        using var subscription = meters
            .GroupByWorker(m => new WorkerKey(m.Meter), new Leases<Metered> { Expire = _ => TimeSpan.FromSeconds(30) }, clock.Leases)
            .SelectMany(meter => meter
                .WindowAligned(Over.Tumbling(TimeSpan.FromSeconds(10)), m => m.Time.UtcTicks, TimeSpan.Zero, start, clock.Windows)
                .SelectMany(window => window.Sum(m => m.Joules))
                .Select(joules => $"{clock.Now:ss} s: {meter.Key} {joules} J"))
            .Subscribe(sums.Add, error => sums.Add(error.Message));

        clock.AdvanceTo(start.AddSeconds(1));
        meters.OnNext(new Metered("north", 20, clock.Now));
        clock.AdvanceTo(start.AddSeconds(9));
        meters.OnNext(new Metered("north", 22, clock.Now));
        clock.AdvanceTo(start.AddMinutes(5));

        Assert.Equal(["10 s: north 42 J", "20 s: north 0 J", "30 s: north 0 J"], sums);
    }

    [Fact]
    public void Pipeline_OfTheDocument_ShowsTheAverageAndTheRejection()
    {
        var start = ManualTime.Start;
        var pipeline = new PipelineDefinition
        {
            Name = "mine",
            Sources = [new SourceDefinition { Name = "load", Schema = new LineDecoder().Schema, CreateDecoder = () => new LineDecoder() }],
            Metrics =
            [
                new MetricDefinition
                {
                    Name = "load_avg",
                    Help = "Average load across workers",
                    From = ["load"],
                    By = ["worker"],
                    Value = new ValueExpression.Call("last", "blocks"),
                    Across = [new AcrossStep(AcrossKind.Avg, [])],
                },
            ],
        };
        var page = new SeriesTable();
        using var lane = new VirtualLane(pipeline, page, start, new LaneListener());
        lane.Receive(source: 0, start.AddSeconds(1), "load", "a 10"u8);
        lane.Receive(source: 0, start.AddSeconds(2), "load", "b 30"u8);
        lane.Receive(source: 0, start.AddSeconds(3), "load", "b much"u8);
        lane.Read();

        Assert.Equal(20, page["load_avg"]);
        Assert.Equal(1, page["streams_events_rejected_total{pipeline=\"mine\",source=\"load\",reason=\"not_a_number\"}"]);
    }

    private static string Flat(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex("```csharp\\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    private sealed record Metered(string Meter, double Joules, DateTimeOffset Time);

    private sealed class LineDecoder : IDecoder
    {
        public EventSchema Schema { get; } = new(keys: ["worker"], fields: ["blocks"]);

        public void Decode(string subject, ReadOnlySpan<byte> payload, EventWriter events)
        {
            var words = Encoding.UTF8.GetString(payload).Split(' ');
            if (words.Length != 2) events.RejectMessage(MessageReason.Malformed);
            else if (!double.TryParse(words[1], CultureInfo.InvariantCulture, out var blocks)) events.Reject(EventReason.NotANumber);
            else events.Add(new WorkerKey(words[0]))[0] = blocks;
        }
    }
}
