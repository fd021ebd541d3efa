using System.IO.Pipes;
using Streams.Recording;
using Streams.Testing.Support;
using Streams.Tests.Support;

namespace Streams.Tests.Recording;

/// <summary>What waits for a disk that takes nothing is bounded, and what is lost then is counted (A5).</summary>
public sealed class RecorderBoundTests
{
    [Fact]
    public async Task Commit_WhileTheDiskTakesNothing_EndsTheRecordingAndCountsWhatIsLost()
    {
        const int mebibytes = 80;
        using var disk = new AnonymousPipeServerStream(PipeDirection.In);
        var path = $"/dev/fd/{disk.ClientSafePipeHandle.DangerousGetHandle()}";
        Exception? failure = null;
        using var recorder = new Recorder(new RecordingOptions(path) { Force = true }, "p", new Dictionary<string, string>()) { Failed = e => failure = e };
        using var bench = new LaneBench(LaneBench.PipelineOf([LaneBench.Source()], LaneBench.Metric("m", LaneBench.Call("sum", "a"))), recorder: recorder);
        var megabyte = new string('!', (1 << 20) - 1);
        for (var i = 1; i <= mebibytes; i++)
        {
            bench.Send(megabyte);
            bench.Turn(i);
        }

        bench.Read();
        Assert.False(recorder.IsUp);
        Assert.Contains("32 MiB", failure!.Message);
        Assert.InRange(bench.Page["streams_recording_lost_messages_total{pipeline=\"p\"}"]!.Value, 1, mebibytes - 32 * 3 / 4);
        Assert.Equal(mebibytes, bench.Sum("streams_messages_received_total"));
        bench.AssertAccounts();
        disk.Dispose();
        await recorder.Completion.WaitAsync(Patience.Limit);
    }
}
