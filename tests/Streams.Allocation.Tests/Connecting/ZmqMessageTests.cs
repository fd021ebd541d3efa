using System.Buffers.Binary;
using Microsoft.Extensions.Logging.Abstractions;
using Streams.Allocation.Tests.Support;
using Streams.Definition;
using Streams.Dynamo.Connecting;
using Streams.Dynamo.Decoding;
using Streams.Dynamo.Tests.Connecting;
using Streams.Lane;
using Streams.Nats;
using Streams.Publishing;
using Streams.Zmq;
using Streams.Zmq.Framing;

namespace Streams.Allocation.Tests.Connecting;

/// <summary>A message on ZeroMQ, from the bytes of its connection to the lane.</summary>
public sealed class ZmqMessageTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("forward-pass-metrics")]
    [InlineData("kv_metrics")]
    public void Consume_MessagesOfKnownWorkers_AllocatesNothing(string topic)
    {
        ZmqSample[] samples = [.. ZmqSample.All.Where(sample => sample.Subject.EndsWith(topic, StringComparison.Ordinal) && sample.Events.Length > 0)];
        Assert.NotEmpty(samples);
        var source = new SubjectSourceDefinition
        {
            Name = "test",
            Schema = topic == "kv_metrics" ? LoadDecoder.EventSchema : ForwardPassDecoder.EventSchema,
            CreateDecoder = () => topic == "kv_metrics" ? new LoadDecoder() : new ForwardPassDecoder(),
            Subjects = [">"],
        };
        var pipeline = new PipelineDefinition { Name = "test", Sources = [source], Metrics = [] };
        using var lane = new LaneHost(pipeline, new SeriesTable(), new StandingTime(), new LaneListener());
        var feed = new SourceFeed(lane.Inputs[0], [], new Lock(), (_, _) => { });
        var workers = new WorkerConnections(TimeProvider.System, (_, _) => { });
        var connections = samples.Select(sample => Connect(sample, feed, workers)).ToArray();
        long consumed = 0;
        var bytes = Allocations.OfManyEvents(samples.Length, pass =>
        {
            foreach (var (session, message, sequenceAt) in connections)
            {
                BinaryPrimitives.WriteInt64BigEndian(message.AsSpan(sequenceAt), pass);
                if (session.Consume(message, out var used) is not null) throw new InvalidOperationException("refused");
                consumed += used;
            }

            feed.Flush();
            lane.Turn();
        });
        Assert.True(consumed > 0);
        // The source's counts, once a batch; of messages nothing.
        Assert.InRange(bytes, 0, 128 * ((20_000 / samples.Length) + 1));
        Assert.Equal(0, lane.Waiting);
    }

    private static (ZmqSession Session, byte[] Message, int SequenceAt) Connect(ZmqSample sample, SourceFeed feed, WorkerConnections workers)
    {
        var publisher = new Publisher(EventChannel.Read(sample.Key, sample.Record)!, workers, new FleetAccounts(NullLogger.Instance)) { Feeds = [feed] };
        var session = new ZmqSession([publisher.Channel.Topic], publisher, _ => { });
        byte[] hello = [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1, .. "NULL"u8, .. new byte[48], .. "\u0004\u0019\u0005READY\u000bSocket-Type\0\0\0\u0003PUB"u8];
        Assert.Null(session.Consume(hello, out var used));
        Assert.Equal(hello.Length, used);
        Assert.True(session.IsOpen);
        byte[] message = [.. sample.Parts.SelectMany((part, i) => Frame(i < sample.Parts.Length - 1 ? 1 : 0, part))];
        // Behind the topic and the publisher, each with the head of its frame.
        return (session, message, 2 + sample.Parts[0].Length + 10 + 2);
    }

    private static byte[] Frame(int flags, byte[] body)
    {
        if (body.Length <= byte.MaxValue) return [(byte)flags, (byte)body.Length, .. body];
        var length = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, body.Length);
        return [(byte)(flags | 2), .. length, .. body];
    }

    private sealed class StandingTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Start;
    }
}
