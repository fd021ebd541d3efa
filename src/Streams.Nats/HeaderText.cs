using System.Buffers;
using System.Text;
using System.Text.Json;
using NATS.Client.Core;

namespace Streams.Nats;

/// <summary>A message's headers as a recording has them: <c>{"Name":["value","another"]}</c>.</summary>
internal static class HeaderText
{
    /// <summary>Longer headers are left out, so that no message can make a record that is too long to be read.</summary>
    internal const int MaxBytes = 16 << 10;

    private static readonly NatsHeaderParser Parser = new(Encoding.UTF8);

    /// <summary>Headers as a JSON object on one line; empty where there are none, they are too long, or they are no NATS headers.</summary>
    internal static ReadOnlySpan<byte> Of(in ReadOnlySequence<byte> block)
    {
        if (block.Length > MaxBytes) return [];
        var headers = new NatsHeaders(caseSensitive: true);
        try
        {
            Parser.ParseHeaders(new SequenceReader<byte>(block), headers);
        }
        catch (NatsException)
        {
            return [];
        }

        if (headers.Count == 0) return [];
        var text = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(text);
        json.WriteStartObject();
        foreach (var (name, values) in headers)
        {
            json.WriteStartArray(name);
            foreach (var value in values) json.WriteStringValue(value);
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.Flush();
        return text.WrittenSpan;
    }
}
