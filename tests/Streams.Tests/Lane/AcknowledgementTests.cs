using System.Text;
using Streams.Decoding;
using Streams.Definition;
using Streams.Events;
using Streams.Lane;
using Streams.Publishing;
using Streams.Tests.Support;
using static Streams.Tests.Support.LaneBench;

namespace Streams.Tests.Lane;

/// <summary>What a source with acknowledgements needs: a post that waits, and a word when the lane has taken the message.</summary>
public sealed class AcknowledgementTests
{
    private static PipelineDefinition Pipeline => PipelineOf([Source()], Metric("total", Call("sum", "a")));

    [Fact]
    public async Task ReceiveAsync_RoomInTheQueue_TellsWhenTheLaneHasTakenIt()
    {
        var page = new SeriesTable();
        using var lane = new VirtualLane(Pipeline, page, ManualTime.Start, new LaneListener());
        var taken = 0;

        await lane.Inputs[0].ReceiveAsync("s", "w a=3"u8, taken: () => taken++);
        Assert.Equal(0, taken);
        lane.Take();
        lane.Read();

        Assert.Equal(1, taken);
        Assert.Equal(3, page["total{worker=\"w\"}"]);
    }

    [Fact]
    public async Task ReceiveAsync_FullQueue_WaitsAndLosesNothing()
    {
        using var lane = new LaneHost(Pipeline, new SeriesTable(), new ManualTime(), new LaneListener(), queueMessages: 1);
        await lane.Inputs[0].ReceiveAsync("s", "w a=1"u8, stop: TestContext.Current.CancellationToken);
        var taken = new List<string>();
        var second = lane.Inputs[0].ReceiveAsync("s", "w a=2"u8, taken: () => taken.Add("second"), stop: TestContext.Current.CancellationToken).AsTask();
        Assert.False(second.IsCompleted);

        lane.Turn();
        await second;
        lane.Turn();

        Assert.Equal(["second"], taken);
    }

    [Fact]
    public async Task ReceiveAsync_CancelledWhileItWaits_IsDroppedAndNeverTaken()
    {
        using var stop = new CancellationTokenSource();
        using var lane = new LaneHost(Pipeline, new SeriesTable(), new ManualTime(), new LaneListener(), queueMessages: 1);
        await lane.Inputs[0].ReceiveAsync("s", "w a=1"u8, stop: stop.Token);
        var isTaken = false;
        var second = lane.Inputs[0].ReceiveAsync("s", "w a=2"u8, taken: () => isTaken = true, stop: stop.Token).AsTask();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        lane.Turn();
        Assert.False(isTaken);
    }

    [Fact]
    public void DecodedMessage_OfADecoder_HasItsEventsByName()
    {
        var message = DecodedMessage.By(new LineDecoder(new EventSchema(["worker"], ["a", "b"])), Encoding.UTF8.GetBytes("w a=3"));

        var e = Assert.Single(message.Events);
        Assert.Equal(MessageReason.None, message.Reason);
        Assert.Equal("w", e.Keys["worker"]);
        Assert.Equal(3, Assert.Single(e.Fields, field => field.Key == "a").Value);
    }
}
