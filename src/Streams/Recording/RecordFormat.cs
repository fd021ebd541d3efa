using System.Buffers.Text;
using System.Text.Json;
using Streams.Json;

namespace Streams.Recording;

/// <summary>Writes the records of one source, with room for their stamps.</summary>
/// <remarks>Remembers the last subject, since most messages share it. One thread at a time.</remarks>
internal sealed class RecordFormat(string source)
{
    private readonly byte[] _source = [.. RecordLine.AtStart, .. new byte[RecordStamp.Length], .. "\",\"source\":\""u8, .. JsonEncodedText.Encode(source).EncodedUtf8Bytes, .. "\",\"subject\":\""u8];
    private readonly SimilarJson _json = new();
    private string _lastSubject = "";
    private byte[] _start = [];
    private byte[] _dataStart = [];

    private static ReadOnlySpan<byte> Data => "\"data\":"u8;

    private static ReadOnlySpan<byte> Base64Data => "\"base64\":\""u8;

    /// <summary>Adds a message's record: its headers, a JSON object, if it has any; the payload as it is where it is one line of JSON, else in base64.</summary>
    internal void Add(RecordLines to, string subject, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> headers = default)
    {
        if (_start.Length == 0 || subject != _lastSubject)
        {
            _start = [.. _source, .. JsonEncodedText.Encode(subject).EncodedUtf8Bytes, .. "\","u8];
            _dataStart = [.. _start, .. Data];
            _lastSubject = subject;
        }

        if (!_json.IsOneLineValue(payload)) WriteBase64(to, StartOf(headers, Base64Data), payload);
        else Write(to, headers.IsEmpty ? _dataStart : StartOf(headers, Data), payload, "}\n"u8);
    }

    private byte[] StartOf(ReadOnlySpan<byte> headers, ReadOnlySpan<byte> name) =>
        headers.IsEmpty ? [.. _start, .. name] : [.. _start, .. "\"headers\":"u8, .. headers, (byte)',', .. name];

    private static void Write(RecordLines to, ReadOnlySpan<byte> start, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> end)
    {
        var size = start.Length + payload.Length + end.Length;
        var room = to.Room(size);
        start.CopyTo(room);
        room = room[start.Length..];
        payload.CopyTo(room);
        end.CopyTo(room[payload.Length..]);
        to.Add(size);
    }

    private static void WriteBase64(RecordLines to, ReadOnlySpan<byte> start, ReadOnlySpan<byte> payload)
    {
        var text = new byte[Base64.GetMaxEncodedToUtf8Length(payload.Length)];
        Base64.EncodeToUtf8(payload, text, out _, out var written);
        Write(to, start, text.AsSpan(0, written), "\"}\n"u8);
    }
}
