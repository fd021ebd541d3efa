using System.Collections.Immutable;
using Streams.Across;
using Streams.Definition;
using Streams.Events;
using Streams.Lane;
using Streams.Publishing;
using Streams.Reducing;
using Streams.Tests.Composing;
using Streams.Tests.Support;
using Streams.Windowing;

namespace Streams.Tests.Lane;

/// <summary>A read for which there is no memory fails alone: the lane goes on, and the next read shows everything.</summary>
public sealed class ReadFailureTests
{
    [Fact]
    public void Read_WithoutMemoryAtAnyOfItsSteps_FailsAloneAndTheNextShowsEverything()
    {
        var whole = new ShortOfMemory();
        using (var lane = new Bench(whole)) lane.Play(readFails: false);
        Assert.Contains(whole.Page.Rows, row => row.Family.Name == "twice");
        var steps = 0;
        for (var isThere = true; isThere; steps++)
        {
            var sink = new ShortOfMemory { Left = steps };
            using var lane = new Bench(sink);
            lane.Play(readFails: true);
            isThere = sink.HasFailed;
            Assert.Equal(Lines(whole.Page), Lines(sink.Page));
        }

        Assert.InRange(steps, 20, 1000);
    }

    private static string[] Lines(SeriesTable page) => [.. page.Rows.Select(row => FormattableString.Invariant($"{row.Id} {row.Value}"))];

    private sealed class Bench(ShortOfMemory sink) : IDisposable
    {
        private readonly ManualTime _time = new();
        private LaneHost? _host;

        internal void Play(bool readFails)
        {
            var last = LaneBench.Metric("load", LaneBench.Call("last", "a"));
            _host = new LaneHost(
                LaneBench.PipelineOf(
                    [LaneBench.Source()],
                    last,
                    last with { Name = "mean", Across = [new AcrossStep(AcrossKind.Avg, [])] },
                    LaneBench.Metric("sums", LaneBench.Call("sum", "b")) with { Over = [Over.Tumbling(TimeSpan.FromSeconds(1))] },
                    LaneBench.Metric("spread", ValueExpression.Histogram("a", [1, 2])) with { Type = MetricType.Histogram },
                    LaneBench.Metric("twice", LaneBench.Call("sum", "load")) with { From = [], Of = ["load"] }),
                sink, _time, new LaneListener());
            Send(0, "w1 a=1 b=2", "w2 a=2 b=3");
            Read();
            Send(1, "w1 a=3 b=4", "w3 a=5 b=6");
            sink.IsShort = readFails;
            var failed = Read();
            Assert.Equal(sink.HasFailed, failed.IsFaulted);
            if (sink.HasFailed) Assert.IsType<OutOfMemoryException>(failed.Exception!.InnerException);
            sink.IsShort = false;
            Assert.True(Read().IsCompletedSuccessfully);
        }

        public void Dispose() => _host?.Dispose();

        private void Send(double at, params string[] lines)
        {
            _time.At(at);
            foreach (var line in lines) _host!.Inputs[0].Receive("subject", System.Text.Encoding.UTF8.GetBytes(line));
            _host!.Inputs[0].Flush();
            _host.Turn();
        }

        private Task<DateTimeOffset> Read()
        {
            var read = _host!.ReadAsync();
            _host.Turn();
            return read;
        }
    }

    /// <summary>A page that runs out of memory once, when it has taken so many values.</summary>
    private sealed class ShortOfMemory : ISeriesSink
    {
        internal SeriesTable Page { get; } = PageText.New();

        internal bool IsShort { get; set; }

        internal int Left { get; set; }

        internal bool HasFailed { get; private set; }

        public ISeriesFamily Declare(SeriesFamily family) => new Family(this, Page.Declare(family));

        public IRowFamily DeclareRows(SeriesFamily family) => new RowFamily(this, ((ISeriesSink)Page).DeclareRows(family));

        private void Take()
        {
            if (!IsShort || HasFailed || Left-- > 0) return;
            HasFailed = true;
            throw new OutOfMemoryException();
        }

        private sealed class RowFamily(ShortOfMemory page, IRowFamily next) : IRowFamily
        {
            public ISeriesRows Create(IReadOnlyList<string> lastLabels) => new Rows(page, next.Create(lastLabels));
        }

        private sealed class Rows(ShortOfMemory page, ISeriesRows next) : ISeriesRows
        {
            public ShownRows Shown => next.Shown;

            public void Show(ImmutableArray<WorkerKey> keys, ReadOnlySpan<double> values)
            {
                page.Take();
                next.Show(keys, values);
            }
        }

        private sealed class Family(ShortOfMemory page, ISeriesFamily next) : ISeriesFamily
        {
            public ISeries Create(IReadOnlyList<string> labelValues)
            {
                page.Take();
                return new Series(page, next.Create(labelValues));
            }
        }

        private sealed class Series(ShortOfMemory page, ISeries next) : ISeries
        {
            public void Set(double value)
            {
                page.Take();
                next.Set(value);
            }

            public void Remove() => next.Remove();
        }
    }
}
