using System.Buffers;
using Streams.Events;
using Streams.Lane;
using Streams.Tests.Support;

namespace Streams.Tests.Lane;

/// <summary>What waits for a lane, and what one message may bring, is bounded in bytes, and counted beyond (A5).</summary>
public sealed class ByteBoundsTests
{
    [Fact]
    public void Receive_MoreBytesThanMayWait_DropsThemAndTakesTheRest()
    {
        const int most = 100_000;
        var queue = new LaneQueue(LaneHost.DefaultQueueMessages, most);
        var input = new SourceInput(LaneBench.Source(), 0, queue, new ManualTime(), new LaneListener(), maxSequences: 10);
        for (var i = 0; i < 10_000; i++)
        {
            input.Receive("subject", "w1 a=1\nw2 a=2"u8);
            input.Flush();
            Assert.InRange(queue.WaitingBytes, 0, most);
        }

        var waiting = queue.Waiting;
        Assert.InRange(queue.WaitingBytes, most * 9 / 10, most);
        while (queue.TryTake(out var batch)) queue.End(batch!);
        Assert.Equal((0, 0L), (queue.Waiting, queue.WaitingBytes));
        // There is room again, and a count that covers all that was taken and all that was not.
        input.Receive("subject", "w1 a=1"u8);
        input.Flush();
        Assert.Equal(1, queue.Waiting);
        var counts = input.CountsOnceTaken(waiting + 1)!.Value;
        Assert.Equal((10_001, 10_000 - waiting), (counts.Received, counts.Losses[MessageReason.SlowConsumer]));
    }

    [Fact]
    public void Receive_OneMessageOfManyEvents_IsRejectedWhole()
    {
        using var bench = new LaneBench(LaneBench.PipelineOf([LaneBench.Source()], LaneBench.Metric("m", LaneBench.Call("sum", "a"))));
        bench.Send(Lines(4096));
        bench.Send(Lines(4097));
        bench.Send("w1 a=1");
        bench.Turn(1);
        bench.Read();
        Assert.Equal(1, bench.Page["streams_messages_rejected_total{pipeline=\"p\",source=\"s\",reason=\"too_many_events\"}"]);
        Assert.Equal(4097, bench.Sum("streams_events_accepted_total"));
        bench.AssertAccounts();
    }

    [Fact]
    public void Receive_PayloadInPiecesThatIsTooLong_LooksAtNoMoreThanItNeeds()
    {
        using var bench = new LaneBench(LaneBench.PipelineOf([LaneBench.Source() with { MaxMessageBytes = 1000 }], LaneBench.Metric("m", LaneBench.Call("sum", "a"))));
        var first = new Piece(new byte[1500], null);
        var unreadable = new Unreadable();
        var last = new Piece(unreadable.Memory, first);
        bench.Input().Receive(bench.Time.Now, "subject", new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length));
        bench.Input().Flush();
        bench.Turn(1);
        bench.Read();
        Assert.Equal(1, bench.Page["streams_messages_rejected_total{pipeline=\"p\",source=\"s\",reason=\"too_large\"}"]);
        bench.AssertAccounts();
    }

    private static string Lines(int events) => string.Join('\n', Enumerable.Range(0, events).Select(i => $"w{i} a=1"));

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        internal Piece(ReadOnlyMemory<byte> memory, Piece? before)
        {
            Memory = memory;
            if (before is null) return;
            before.Next = this;
            RunningIndex = before.RunningIndex + before.Memory.Length;
        }
    }

    /// <summary>Memory that nobody may read.</summary>
    private sealed class Unreadable : MemoryManager<byte>
    {
        public override Memory<byte> Memory => CreateMemory(1 << 20);

        public override Span<byte> GetSpan() => throw new InvalidOperationException("it was read");

        public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
