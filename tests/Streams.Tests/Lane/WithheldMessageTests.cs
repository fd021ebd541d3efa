using System.Text;
using Streams.Definition;
using Streams.Lane;
using Streams.Publishing;
using Streams.Tests.Support;
using static Streams.Tests.Support.LaneBench;

namespace Streams.Tests.Lane;

/// <summary>What a source withholds is counted, and reaches neither the lane nor the listener (A6).</summary>
public sealed class WithheldMessageTests
{
    [Fact]
    public void Receive_RejectedBySourceThatWithholds_IsCountedAndNowhereElse()
    {
        var page = new SeriesTable();
        var listener = new Listener();
        var source = Source() with { WithholdsRejected = true, MaxMessageBytes = 20 };
        using var lane = new VirtualLane(PipelineOf([source], Metric("total", Call("sum", "a"))), page, ManualTime.Start, listener);

        lane.Inputs[0].Receive("s", "w a=1"u8);
        lane.Inputs[0].Receive("s", "!"u8);
        lane.Inputs[0].Receive("s", Encoding.UTF8.GetBytes(new string('x', 21)));
        lane.Inputs[0].Receive("s", "w a=2"u8);
        lane.Inputs[0].Flush();
        lane.Inputs[0].Receive("s", "!"u8);
        lane.Inputs[0].Flush();
        lane.Take();
        lane.Read();

        Assert.Equal(3, page["total{worker=\"w\"}"]);
        Assert.Equal(5, Of(page, "received_total", ""));
        Assert.Equal(2, Of(page, "decoded_total", ""));
        Assert.Equal(2, Of(page, "rejected_total", ",reason=\"malformed\""));
        Assert.Equal(1, Of(page, "rejected_total", ",reason=\"too_large\""));
        Assert.Equal(0, listener.Rejected);
    }

    private static double? Of(SeriesTable page, string counter, string reason) =>
        page.Rows.Single(row => row.Id.StartsWith($"streams_messages_{counter}{{", StringComparison.Ordinal) && row.Id.Contains(reason.TrimStart(','), StringComparison.Ordinal)).Value;

    private sealed class Listener : LaneListener
    {
        internal int Rejected { get; private set; }

        public override void OnRejected(string source, string reason, string subject, ReadOnlySpan<byte> payload) => Rejected++;
    }
}
