using CsCheck;
using Streams.Testing.Support;
using Streams.Zmq.Framing;
using Streams.Zmq.Tests.Support;

namespace Streams.Zmq.Tests;

/// <summary>Bytes in, messages and refusals out, without sockets: whatever the pieces in which they come, and whatever they are.</summary>
public sealed class ZmqSessionTests
{
    private static readonly byte[] Hello = [.. ZmqPeer.Greeting, .. ZmqPeer.Ready("PUB")];

    // Of two releases of libzmq and of other programs, seen or as their standards have them.
    public static TheoryData<string, byte[], string> Refused { get; } = new()
    {
        { "not ZMTP", "GET / HTTP/1.1\r\n"u8.ToArray(), "protocol" },
        { "ZMTP 2", [0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 1, 1, 0, 0], "protocol" },
        { "another mechanism", [.. ZmqPeer.Greeting[..12], .. "CURVE"u8, .. new byte[47]], "protocol" },
        { "a message before READY", [.. ZmqPeer.Greeting, .. ZmqPeer.Message([1])], "protocol" },
        { "an error before READY", [.. ZmqPeer.Greeting, .. ZmqPeer.Frame(4, [5, .. "ERROR"u8, 0])], "protocol" },
        { "another type of socket", [.. ZmqPeer.Greeting, .. ZmqPeer.Ready("ROUTER")], "no_publisher" },
        { "no type of socket", [.. ZmqPeer.Greeting, .. ZmqPeer.Frame(4, [5, .. "READY"u8])], "no_publisher" },
        { "a property that does not end", [.. ZmqPeer.Greeting, .. ZmqPeer.Frame(4, [5, .. "READY"u8, 11, .. "Socket-Type"u8, 255, 255, 255, 255])], "no_publisher" },
        { "an unknown flag", [.. Hello, 8, 0], "protocol" },
        { "a command within a message", [.. Hello, .. ZmqPeer.Frame(1, [1]), .. ZmqPeer.Frame(4, [4, .. "PING"u8, 0, 0])], "protocol" },
        { "a part beyond 1 MiB", [.. Hello, 2, 0, 0, 0, 0, 0, 0x11, 0, 0], "too_large" },
        { "a part of 2^64 - 1 bytes", [.. Hello, 2, .. Enumerable.Repeat((byte)255, 8)], "too_large" },
        { "parts beyond 1 MiB", [.. Hello, .. ZmqPeer.Frame(1, new byte[1 << 19]), .. ZmqPeer.Frame(1, new byte[1 << 19]), .. ZmqPeer.Frame(1, new byte[1 << 11])], "too_large" },
        { "parts without end", [.. Hello, .. Enumerable.Repeat(ZmqPeer.Frame(1, []), 9).SelectMany(f => f)], "parts" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Garbage_IsRefused(string what, byte[] bytes, string reason)
    {
        Assert.Equal((what, reason), (what, new Conversation().Hear(bytes)?.Label()));
        // Also where it comes in two pieces.
        var later = new Conversation();
        Assert.Equal((what, reason), (what, (later.Hear(bytes[..^1]) ?? later.Hear(bytes[^1..]))?.Label()));
    }

    [Fact]
    public void Client_SaysWhatLibzmqExpects()
    {
        var conversation = new Conversation("kv_metrics");
        Assert.Null(conversation.Hear(Hello));

        Assert.Equal(
            "04190552454144590B536F636B65742D547970650000000353554204140953554253435249424" + "56B765F6D657472696373",
            Convert.ToHexString([.. conversation.Said]));
        Assert.Equal("FF00000000000000007F03014E554C4C", Convert.ToHexString(Handshake.Greeting.Span[..16]));
        Assert.Equal(64, Handshake.Greeting.Length);
    }

    [Fact]
    public void OlderPeer_IsSubscribedByAMessage()
    {
        var conversation = new Conversation("kv_metrics");
        byte[] greeting = [.. ZmqPeer.Greeting];
        greeting[11] = 0;
        Assert.Null(conversation.Hear([.. greeting, .. ZmqPeer.Ready("PUB")]));

        Assert.EndsWith("000B016B765F6D657472696373", Convert.ToHexString([.. conversation.Said]));
        Assert.False(conversation.Session.AnswersPings);
    }

    [Fact]
    public void Broker_IsAPublisher() => Assert.Null(new Conversation().Hear([.. ZmqPeer.Greeting, .. ZmqPeer.Ready("XPUB")]));

    [Fact]
    public void MessageCutAnywhere_IsTheSame()
    {
        byte[] said = [.. Hello, .. ZmqPeer.Message("t"u8.ToArray(), new byte[300]), .. ZmqPeer.Frame(4, [4, .. "PONG"u8]), .. ZmqPeer.Message("u"u8.ToArray())];
        Gen.Int[1, said.Length - 1].List[0, 20].Sample(cuts =>
        {
            var conversation = new Conversation();
            var at = 0;
            foreach (var cut in cuts.Order().Append(said.Length))
            {
                if (conversation.Hear(said[at..cut]) is not null) return false;
                at = cut;
            }

            return conversation.Heard.TakeAll() is ["lives", "t|300 bytes", "lives", "u"];
        });
    }

    [Fact]
    public void RandomBytes_NeverThrow() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Bool).Sample((bytes, afterHello) =>
        {
            var conversation = new Conversation();
            conversation.Hear(afterHello ? [.. Hello, .. bytes] : bytes);
            return true;
        });

    private sealed class Conversation
    {
        private byte[] _rest = [];

        internal Conversation(params string[] topics) => Session = new ZmqSession(topics, Heard, bytes => Said.AddRange(bytes.Span));

        internal Heard Heard { get; } = new();

        internal List<byte> Said { get; } = [];

        internal ZmqSession Session { get; }

        internal ZmqRefusal? Hear(byte[] bytes)
        {
            byte[] all = [.. _rest, .. bytes];
            var refusal = Session.Consume(all, out var used);
            _rest = all[used..];
            return refusal;
        }
    }
}
