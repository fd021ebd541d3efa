using System.Collections.Concurrent;
using System.Text;
using Streams.Decoding;
using Streams.Definition;
using Streams.Events;
using Streams.Lane;
using Streams.Nats;
using Streams.Simulation;

namespace Streams.Simulation.Tests;

public sealed class InProcessSourceTests
{
    private readonly InProcessFleetBus _bus = new();
    private readonly Seen _seen = new();
    private readonly CancellationTokenSource _stop = new();

    [Fact]
    public async Task RunAsync_OfSubjects_ReceivesWhatIsPublishedThereUntilItStops()
    {
        var (input, run) = Start(new SubjectSourceDefinition { Name = "hits", CreateDecoder = () => _seen, Schema = _seen.Schema, Subjects = ["a.*", "b"] });

        Assert.True(input.IsUp);
        await _bus.PublishAsync("a.x", "1"u8.ToArray());
        await _bus.PublishAsync("c", "2"u8.ToArray());
        await _bus.PublishAsync("b", "3"u8.ToArray());
        await _stop.CancelAsync();
        await run;
        await _bus.PublishAsync("b", "4"u8.ToArray());

        Assert.False(input.IsUp);
        Assert.Equal(["a.x 1", "b 3"], _seen.Messages);
    }

    [Fact]
    public async Task RunAsync_OfStatistics_AsksEveryServiceAtOnceAndEachInstanceAnswers()
    {
        using var first = _bus.Serve("one", "x", () => "1"u8.ToArray());
        using var second = _bus.Serve("one", "y", () => "2"u8.ToArray());
        using var other = _bus.Serve("other", "x", () => "3"u8.ToArray());
        using var third = _bus.Serve("two", "x", () => "4"u8.ToArray());

        var (_, run) = Start(new ServiceStatsSourceDefinition { Name = "stats", CreateDecoder = () => _seen, Schema = _seen.Schema, Services = ["one", "two"], Every = TimeSpan.FromDays(1) });
        await _stop.CancelAsync();
        await run;

        Assert.Equal(["1", "2", "4"], _seen.Messages.Select(m => m.Split(' ')[1]));
    }

    [Fact]
    public void Constructor_OtherKindOfSource_Throws() =>
        Assert.Throws<ArgumentException>(() => new InProcessSource(new SourceDefinition { Name = "s", CreateDecoder = () => _seen, Schema = _seen.Schema }, _bus, TimeProvider.System));

    private (SourceInput Input, Task Run) Start(SourceDefinition definition)
    {
        var input = new SourceInput(definition, 0, new LaneQueue(100), TimeProvider.System, new LaneListener(), maxSequences: 100);
        return (input, new InProcessSource(definition, _bus, TimeProvider.System).RunAsync(input, _stop.Token));
    }

    /// <summary>Keeps what it is given, as it is given.</summary>
    private sealed class Seen : IDecoder
    {
        internal ConcurrentQueue<string> Messages { get; } = new();

        public EventSchema Schema { get; } = new(["k"], []);

        public void Decode(string subject, ReadOnlySpan<byte> payload, EventWriter events) => Messages.Enqueue($"{subject} {Encoding.UTF8.GetString(payload)}");
    }
}
