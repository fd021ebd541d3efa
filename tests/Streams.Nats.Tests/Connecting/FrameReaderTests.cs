using System.Text;
using CsCheck;
using Streams.Nats.Connecting;
using Streams.Nats.Tests.Support;

namespace Streams.Nats.Tests.Connecting;

public sealed class FrameReaderTests
{
    private static readonly Gen<byte[]> Payloads = Gen.OneOf(
        Gen.Byte.Array[0, 40],
        Any<byte[]>([.. "\r\nMSG a 1 2\r\n"u8], [.. "PING\r\n"u8], [], new byte[40_000]));

    private static readonly Gen<byte[]> Frames = Gen.OneOf(
        Any("PING\r\n", "PONG\r\n", "+OK\r\n", "-ERR 'no'\r\n", "INFO {\"a\":1}\r\n", "MSGS\r\n", "\r\n").Select(Encoding.UTF8.GetBytes),
        Gen.Select(Any("a", "b.c", "ünï"), Gen.Int[1, 4], Any("", "_INBOX.x "), Payloads).Select((subject, id, reply, payload) =>
            (byte[])[.. Encoding.UTF8.GetBytes($"MSG {subject} {id} {reply}{payload.Length}\r\n"), .. payload, .. "\r\n"u8]),
        Gen.Select(Any("a", "b.c"), Gen.Int[1, 4], Any("", "_INBOX.x "), Any("", "A: b\r\n"), Payloads).Select((subject, id, reply, header, payload) =>
        {
            var headers = Encoding.UTF8.GetBytes($"NATS/1.0\r\n{header}\r\n");
            return (byte[])[.. Encoding.UTF8.GetBytes($"HMSG {subject} {id} {reply}{headers.Length} {headers.Length + payload.Length}\r\n"), .. headers, .. payload, .. "\r\n"u8];
        }));

    [Fact]
    public void Deliver_AnyFramesInAnyPieces_DoesWhatAPlainParserDoes() =>
        Gen.Select(Frames.Array[0, 30], Gen.Int[1, 200_000].Array[1, 5], Gen.Int[50, 70_000].Array[1, 5], Gen.Bool).Sample((frames, reads, asks, takes) =>
        {
            byte[] bytes = [.. frames.SelectMany(f => f)];
            Assert.Equal(PlainProtocol.Run(bytes, takes), ReaderRun.Log(bytes, reads, asks, takes));
        });

    [Fact]
    public void Deliver_MessagesLargerThanTheBuffer_TakesThem()
    {
        var text = new string('x', 1_000_000);
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"MSG a 1 2\r\nhi\r\nMSG a 1 1000000\r\n{text}\r\n", 3)));
        Assert.Equal(PlainProtocol.Run(bytes, takesMessages: true), ReaderRun.Log(bytes, [60_000], [60_000], takesMessages: true));
    }

    [Fact]
    public void Deliver_LongAfterALargeMessage_HasGivenItsBufferBack()
    {
        var small = Encoding.UTF8.GetBytes("MSG a 1 2\r\nhi\r\n");
        var large = Encoding.UTF8.GetBytes($"MSG a 1 1000000\r\n{new string('x', 1_000_000)}\r\n");
        var run = new ReaderRun(takesMessages: true, [60_000], isSilent: true);
        Read(small);
        Read(large);
        Assert.InRange(run.Kept, large.Length, 2 * large.Length);
        for (var i = 0; i < 1100; i++) Read(small);
        Assert.InRange(run.Kept, 1, 300_000);
        Read(large);
        Assert.Equal(1 + 1100 + 1, run.Taken);

        void Read(byte[] bytes)
        {
            using var stream = new MemoryStream(bytes);
            while (run.Read(stream))
            {
            }
        }
    }

    [Theory]
    [InlineData("MSG a x 1\r\n_\r\n")]
    [InlineData("MSG a 1 -1\r\n")]
    [InlineData("MSG a 1\r\n")]
    [InlineData("MSG  1 1\r\n_\r\n")]
    [InlineData("MSG a 1 b c 1\r\n_\r\n")]
    [InlineData("MSG a 1 99999999999\r\n")]
    [InlineData("MSG a 1 1\r\n__\n")]
    [InlineData("HMSG a 1 1\r\n_\r\n")]
    [InlineData("HMSG a 1 2 1\r\n_\r\n")]
    public void Deliver_BytesThatMakeNoSense_LeavesThemAndTheRestToNatsNet(string strange)
    {
        var first = "MSG a 1 2\r\nhi\r\n";
        var rest = strange + first + "PING\r\n";
        var log = ReaderRun.Log(Encoding.UTF8.GetBytes(first + first + rest), [1000], [1000], takesMessages: true);
        Assert.Equal([first, "1 a null hi"], log.Take(2));
        Assert.Equal(rest, string.Concat(log.Skip(2)));
    }

    [Fact]
    public void Deliver_SubjectsByTurns_AllocatesNothingOnceTheyAreKnown()
    {
        byte[] round = [.. Enumerable.Range(0, 100).SelectMany(i => Encoding.UTF8.GetBytes($"MSG subject.{i % 7}.x {1 + (2 * (i % 2))} 5\r\nhello\r\n"))];
        using var stream = new PiecesStream([.. Enumerable.Repeat(round, 1000).SelectMany(r => r)], [7000]);
        var run = new ReaderRun(takesMessages: true, [100], isSilent: true);
        for (var i = 0; i < 50; i++) run.Read(stream);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++) run.Read(stream);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(run.Taken > 50_000);
    }

    private static Gen<T> Any<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
