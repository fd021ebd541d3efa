using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Streams.Recording;

/// <summary>Writes the lines of a recording (design section 8).</summary>
internal static class RecordFormat
{
    /// <summary>The longest line that is read, in bytes, without its end.</summary>
    internal const int MaxLineBytes = 8 << 20;

    internal static void WriteHeader(IBufferWriter<byte> to, RecordingHeader header)
    {
        using (var json = new Utf8JsonWriter(to))
        {
            json.WriteStartObject();
            json.WriteNumber("streams"u8, RecordingHeader.Version);
            json.WriteString("started"u8, Text(header.Started));
            json.WriteString("pipeline"u8, header.Pipeline);
            json.WriteStartObject("parameters"u8);
            foreach (var (name, value) in header.Parameters) json.WriteString(name, value);
            json.WriteEndObject();
            if (header.Part > 1) json.WriteNumber("part"u8, header.Part);
            json.WriteEndObject();
        }

        to.Write("\n"u8);
    }

    internal static void WriteTrailer(IBufferWriter<byte> to, DateTimeOffset end)
    {
        to.Write("{\"end\":\""u8);
        WriteTime(to, end.UtcTicks);
        to.Write("\"}\n"u8);
    }

    /// <summary>One message.</summary>
    /// <param name="to">Where the line goes.</param>
    /// <param name="stamp">The lane's stamp, in ticks.</param>
    /// <param name="origin">What stands between <c>"at":"…"</c> and the payload's key: <see cref="Origin"/>.</param>
    /// <param name="payload">The payload, kept byte for byte.</param>
    internal static void WriteMessage(IBufferWriter<byte> to, long stamp, ReadOnlySpan<byte> origin, ReadOnlySpan<byte> payload)
    {
        to.Write("{\"at\":\""u8);
        WriteTime(to, stamp);
        to.Write(origin);
        if (IsJsonOnOneLine(payload))
        {
            to.Write("\"data\":"u8);
            to.Write(payload);
            to.Write("}\n"u8);
            return;
        }

        to.Write("\"base64\":\""u8);
        var length = Base64.GetMaxEncodedToUtf8Length(payload.Length);
        Base64.EncodeToUtf8(payload, to.GetSpan(length), out _, out var written);
        to.Advance(written);
        to.Write("\"}\n"u8);
    }

    /// <summary>The part of a message's line that names where it came from, made once for each subject.</summary>
    internal static byte[] Origin(string source, string subject) => Encoding.UTF8.GetBytes(
        $"\",\"source\":\"{JsonEncodedText.Encode(source)}\",\"subject\":\"{JsonEncodedText.Encode(subject)}\",");

    internal static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O");

    private static void WriteTime(IBufferWriter<byte> to, long ticks)
    {
        var span = to.GetSpan(28);
        new DateTime(ticks, DateTimeKind.Utc).TryFormat(span, out var written, "O");
        to.Advance(written);
    }

    private static bool IsJsonOnOneLine(ReadOnlySpan<byte> payload)
    {
        // Whitespace around it would be lost; what may not be valid text or JSON is kept as bytes.
        if (payload.IsEmpty || payload[0] <= (byte)' ' || payload[^1] <= (byte)' ' || payload.ContainsAny((byte)'\n', (byte)'\r')) return false;
        if (payload[0] != (byte)'{' || !Utf8.IsValid(payload)) return false;
        var reader = new Utf8JsonReader(payload);
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
