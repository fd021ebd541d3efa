using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Streams.Dynamo.Tests.Decoding;

/// <summary>Bytes written by hand: hexadecimal, with quoted text in between, so <c>a3 'abc' c0</c> is a string of three bytes and a nil.</summary>
internal static class Wire
{
    internal static byte[] Bytes(string written)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < written.Length;)
        {
            if (char.IsWhiteSpace(written[i]))
            {
                i++;
            }
            else if (written[i] == '\'')
            {
                var end = written.IndexOf('\'', i + 1);
                bytes.AddRange(Encoding.UTF8.GetBytes(written[(i + 1)..end]));
                i = end + 1;
            }
            else
            {
                bytes.Add(byte.Parse(written.AsSpan(i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 2;
            }
        }

        return [.. bytes];
    }

    /// <summary>An envelope as rmp-serde writes it, around a payload of up to 65,535 bytes.</summary>
    /// <param name="topic">The topic as written by hand: its header and its quoted text.</param>
    /// <param name="payload">What is inside.</param>
    /// <param name="publisher">The publisher's id in hexadecimal, 16 digits.</param>
    /// <param name="sequence">The sequence number, up to 127.</param>
    internal static byte[] Envelope(string topic, byte[] payload, string publisher = "694d988806b92e39", byte sequence = 0)
    {
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)payload.Length);
        return
        [
            .. Bytes($"85 ac 'publisher_id' cf {publisher} a8 'sequence' {sequence:x2} ac 'published_at' cf 0000019c1c38a400 a5 'topic' {topic} a7 'payload' c5"),
            .. length, .. payload,
        ];
    }

    internal static byte[] Load(string payload, string publisher = "694d988806b92e39", byte sequence = 0) =>
        Envelope("aa 'kv_metrics'", Bytes(payload), publisher, sequence);

    internal static byte[] Hit(string payload) => Envelope("ab 'kv-hit-rate'", Bytes(payload));

    internal static byte[] Pass(string payload) => Envelope("b4 'forward-pass-metrics'", Bytes(payload));
}
