using Microsoft.Reactive.Testing;
using Streams.Testing;

namespace Streams.Scenarios.Tests.Testing;

/// <summary>A pipeline between Rx's own test scheduler and its recorder.</summary>
public sealed class ScheduledPipelineTests : ReactiveTest
{
    [Fact]
    public void Series_UnderTestScheduler_IsRecordedWhenItChanges()
    {
        var scheduler = new TestScheduler();
        using var pipeline = new ScheduledPipeline(TestPipeline.OfText(Support.Files.Pipeline), scheduler);
        pipeline.Feed("arrivals", scheduler.CreateHotObservable(
            OnNext(Seconds(1), TestEvent.Of("worker", "v", ("a", 2))),
            OnNext(Seconds(2), TestEvent.Of("worker", "w", ("a", 4))),
            OnNext(Seconds(3), TestEvent.Of("worker", "w", ("a", 4)))));
        var mean = scheduler.CreateObserver<double?>();
        using var subscription = pipeline.Series("mean").Subscribe(mean);
        scheduler.AdvanceTo(Seconds(60));
        mean.Messages.AssertEqual(
            OnNext<double?>(Seconds(1), 2),
            OnNext<double?>(Seconds(2), 3),
            OnNext<double?>(Seconds(11), 4),
            OnNext(Seconds(13), (double?)null));
        pipeline.Pipeline.Expect("streams_workers_expired_total", 2);
    }

    private static long Seconds(int seconds) => TimeSpan.FromSeconds(seconds).Ticks;
}
