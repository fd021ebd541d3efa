using System.Buffers.Text;
using System.Text.Json;
using Streams.Json;

namespace Streams.Recording;

/// <summary>Writes the records of one source, with room for their stamps.</summary>
/// <remarks>Remembers how the records of a subject begin, since messages share it. One thread at a time.</remarks>
internal sealed class RecordFormat(string source)
{
    /// <summary>A source with more subjects begins anew.</summary>
    private const int KeptSubjects = 4096;

    /// <summary>Longer subjects are not kept, so that made-up ones fill no memory.</summary>
    private const int LongestKept = 256;

    private readonly byte[] _source = [.. RecordLine.AtStart, .. new byte[RecordStamp.Length], .. "\",\"source\":\""u8,
        .. JsonEncodedText.Encode(source).EncodedUtf8Bytes, .. "\",\"subject\":\""u8];
    private readonly JsonValidator _json = new();
    private readonly Dictionary<string, Start> _starts = [];
    private Start _last = new("", [], []);

    private static ReadOnlySpan<byte> Data => "\"data\":"u8;

    private static ReadOnlySpan<byte> Base64Data => "\"base64\":\""u8;

    /// <summary>Adds a message's record.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="subject">What it arrived on.</param>
    /// <param name="payload">Its payload, written as it is where it is one line of JSON, else in base64.</param>
    /// <param name="headers">Its headers, a JSON object; empty where it has none.</param>
    /// <param name="isOneLineJson">Whether the payload is known to be one line of JSON.</param>
    internal void Add(RecordLines to, string subject, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> headers = default, bool isOneLineJson = false)
    {
        var start = StartOf(subject);
        if (!isOneLineJson && !_json.IsOneLineValue(payload)) WriteBase64(to, With(start.Bytes, headers, Base64Data), payload);
        else Write(to, headers.IsEmpty ? start.WithData : With(start.Bytes, headers, Data), payload, "}\n"u8);
    }

    private Start StartOf(string subject)
    {
        if (subject == _last.Subject && _last.Bytes.Length > 0) return _last;
        if (!_starts.TryGetValue(subject, out var start))
        {
            byte[] bytes = [.. _source, .. JsonEncodedText.Encode(subject).EncodedUtf8Bytes, .. "\","u8];
            start = new Start(subject, bytes, [.. bytes, .. Data]);
            if (subject.Length > LongestKept) return start;
            if (_starts.Count == KeptSubjects) _starts.Clear();
            _starts.Add(subject, start);
        }

        return _last = start;
    }

    private static byte[] With(byte[] start, ReadOnlySpan<byte> headers, ReadOnlySpan<byte> name) =>
        headers.IsEmpty ? [.. start, .. name] : [.. start, .. "\"headers\":"u8, .. headers, (byte)',', .. name];

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

    /// <summary>How the records of a subject begin, without and with the name of what follows.</summary>
    private sealed record Start(string Subject, byte[] Bytes, byte[] WithData);
}
