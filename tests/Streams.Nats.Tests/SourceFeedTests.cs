using System.Buffers;
using System.Text;
using Streams.Definition;
using Streams.Events;
using Streams.Lane;
using Streams.Nats.Tests.Support;
using Streams.Publishing;

namespace Streams.Nats.Tests;

/// <summary>What comes when a source has said its goodbye is discarded, and counted.</summary>
public sealed class SourceFeedTests
{
    [Fact]
    public void Receive_AfterTheEnd_IsDiscardedAndCounted()
    {
        var decoder = new RecordingDecoder();
        var source = new SubjectSourceDefinition { Name = "test", Schema = decoder.Schema, CreateDecoder = () => decoder, Subjects = ["a"] };
        using var lane = new LaneHost(new PipelineDefinition { Name = "test", Sources = [source], Metrics = [] }, new SeriesTable(), TimeProvider.System, new LaneListener());
        var input = lane.Inputs[0];
        var reading = new Lock();
        var feed = new SourceFeed(input, ["a"], reading, (_, _) => { });
        var payload = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes("x"));
        lock (reading) feed.Receive("a", payload, null);
        feed.End(isDrained: false);
        lock (reading)
        {
            feed.Receive("a", payload, null);
            feed.Lose(MessageReason.Status);
        }

        Assert.False(input.IsDrained);
        Assert.Equal(2, input.Discarded);
        Assert.Single(decoder.Messages);
        Assert.Equal(1, lane.Waiting);
    }
}
