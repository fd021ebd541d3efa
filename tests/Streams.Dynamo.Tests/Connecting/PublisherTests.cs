using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Streams.Decoding;
using Streams.Definition;
using Streams.Dynamo.Connecting;
using Streams.Events;
using Streams.Lane;
using Streams.Nats;
using Streams.Publishing;
using Streams.Testing.Support;
using Streams.Zmq.Framing;

namespace Streams.Dynamo.Tests.Connecting;

/// <summary>A message on ZeroMQ becomes the message that it would have been on NATS, or is refused for a reason.</summary>
public sealed class PublisherTests
{
    [Fact]
    public void RealMessages_OfFiveReleases_GiveSubjectPayloadAndEvents()
    {
        Assert.Equal(145, ZmqSample.All.Count);
        Assert.All(ZmqSample.All, sample =>
        {
            var heard = new Heard();
            Assert.Null(heard.Receive(sample, sample.Parts));
            Assert.Equal((sample.Subject, Convert.ToHexString(sample.Envelope)), Assert.Single(heard.Messages));
            Assert.Equal(sample.Events, EventsOf(sample));
        });
    }

    [Fact]
    public void WhatIsNoMessageOfThePublisher_IsRefused()
    {
        var sample = ZmqSample.All[0];
        byte[] topic = sample.Parts[0], id = sample.Parts[1], sequence = sample.Parts[2], envelope = sample.Parts[3];
        Refused("topic", [.. topic, (byte)'x'], id, sequence, envelope);
        Refused("topic", "kv-events"u8.ToArray(), id, sequence, envelope);
        Refused("publisher", topic, [.. id[..7], (byte)(id[7] + 1)], sequence, envelope);
        Refused("version", topic, id, sequence, [2, .. envelope[1..]]);
        Refused("version", topic, id, sequence, envelope[..4]);
        Refused("parts", topic, id, sequence, envelope[..^1]);
        Refused("parts", topic, id, sequence, [.. envelope, 0]);
        Refused("parts", topic, id, sequence[..7], envelope);
        Refused("parts", topic, id[..7], sequence, envelope);
        Refused("parts", topic, id, sequence);
        Refused("parts", topic, id, sequence, envelope, []);

        void Refused(string reason, params byte[][] parts)
        {
            var heard = new Heard();
            Assert.Equal(reason, heard.Receive(sample, parts)?.Label());
            Assert.Empty(heard.Messages);
        }
    }

    [Theory]
    [InlineData("v1/event_channels/a/b/kv_metrics/2a", """{"namespace":"a","component":"b","topic":"kv_metrics","transport":{"kind":"Zmq","config":{"endpoint":"ipc:///x"}}}""")]
    [InlineData("v1/event_channels/a/b/kv_metrics/2a", """{"namespace":"a","component":"b","topic":"kv_metrics","transport":{"kind":"Zmq","config":{}}}""")]
    [InlineData("v1/event_channels/a/b/kv_metrics/2a", """{"namespace":"a","topic":"kv_metrics","transport":{"kind":"Zmq","config":{"endpoint":"tcp://h:1"}}}""")]
    [InlineData("v1/event_channels/a/b/kv_metrics/2a", """{"scope":{"kind":"planet","name":"a"},"topic":"kv_metrics","transport":{"kind":"Zmq","config":{"endpoint":"tcp://h:1"}}}""")]
    [InlineData("v1/event_channels/a/b/kv_metrics/xyz", """{"namespace":"a","component":"b","topic":"kv_metrics","transport":{"kind":"Zmq","config":{"endpoint":"tcp://h:1"}}}""")]
    [InlineData("v1/event_channels/a/b/kv_metrics/2a", "[]")]
    [InlineData("v1/event_channels/a/b/kv_metrics/2a", """{"namespace":1,"component":"b","topic":"kv_metrics","transport":{"kind":"Zmq","config":{"endpoint":"tcp://h:1"}}}""")]
    [InlineData("v1/event_channels/a/b/kv_metrics/2a", "{")]
    public void RecordThatCannotBeUsed_IsNone(string key, string value) => Assert.Null(EventChannel.Read(key, Encoding.UTF8.GetBytes(value)));

    [Fact]
    public void PublishersId_IsThatOfTheKey() =>
        Assert.Equal(0xbaae225a9aae528d, EventChannel.Read("v1/event_channels/a//kv_metrics/baae225a9aae528d",
            """{"namespace":"a","component":"","topic":"kv_metrics","instance_id":13451726909539766000,"transport":{"kind":"Zmq","config":{"endpoint":"tcp://h:1"}}}"""u8.ToArray())!.Publisher);

    private static IEnumerable<string> EventsOf(ZmqSample sample)
    {
        var feed = sample.Subject.EndsWith("forward-pass-metrics", StringComparison.Ordinal) ? "forward-pass" : "load";
        var decoder = DynamoFeed.All.Single(f => f.Name == feed).Decoder(["dynamo", "backend"]);
        return DecodedMessage.By(decoder, sample.Envelope, sample.Subject).Events
            .Select(e => ZmqSample.Line(feed, e.Keys.Select(k => (k.Key, k.Value)), e.Fields.Select(f => (f.Key, f.Value))));
    }

    /// <summary>A source that hears one publisher, and keeps what it is given.</summary>
    private sealed class Heard : IDecoder
    {
        internal List<(string Subject, string Payload)> Messages { get; } = [];

        public EventSchema Schema { get; } = new([], []);

        public void Decode(string subject, ReadOnlySpan<byte> payload, EventWriter events) => Messages.Add((subject, Convert.ToHexString(payload)));

        internal ZmqRefusal? Receive(ZmqSample sample, byte[][] parts)
        {
            var source = new SubjectSourceDefinition { Name = "test", Schema = Schema, CreateDecoder = () => this, Subjects = [">"] };
            using var lane = new VirtualLane(new PipelineDefinition { Name = "test", Sources = [source], Metrics = [] }, new SeriesTable(), DateTimeOffset.UnixEpoch, new LaneListener());
            var publisher = new Publisher(EventChannel.Read(sample.Key, sample.Record)!, new WorkerConnections(TimeProvider.System, (_, _) => { }), new FleetAccounts(NullLogger.Instance))
            {
                Feeds = [new SourceFeed(lane.Inputs[0], [], new Lock(), (_, _) => { })],
            };
            Assert.True(ZmqMessage.TryRead(ZmqPeer.Message(parts), out var message, out _));
            return publisher.Receive(message);
        }
    }
}
