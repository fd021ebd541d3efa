using System.Buffers.Text;
using System.Text.Json;

namespace Streams.Recording;

/// <summary>Writes the records of one source, but for their stamps.</summary>
/// <remarks>Remembers the last subject, since most messages share it. One thread at a time.</remarks>
internal sealed class TailFormat(string source)
{
    private readonly byte[] _source = [.. "\",\"source\":\""u8, .. JsonEncodedText.Encode(source).EncodedUtf8Bytes, .. "\",\"subject\":\""u8];
    private readonly SimilarJson _json = new();
    private string _lastSubject = "";
    private byte[] _start = [];

    /// <summary>Adds a message's record: the payload as it is where it is one line of JSON, else in base64.</summary>
    internal void Add(RecordTails to, string subject, ReadOnlySpan<byte> payload)
    {
        if (_start.Length == 0 || subject != _lastSubject)
        {
            _start = [.. _source, .. JsonEncodedText.Encode(subject).EncodedUtf8Bytes, .. "\","u8];
            _lastSubject = subject;
        }

        if (_json.IsOneLineValue(payload)) Write(to, "\"data\":"u8, payload, "}\n"u8);
        else WriteBase64(to, payload);
    }

    private void Write(RecordTails to, ReadOnlySpan<byte> name, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> end)
    {
        var size = _start.Length + name.Length + payload.Length + end.Length;
        var room = to.Room(size);
        _start.CopyTo(room);
        room = room[_start.Length..];
        name.CopyTo(room);
        room = room[name.Length..];
        payload.CopyTo(room);
        end.CopyTo(room[payload.Length..]);
        to.Add(size);
    }

    private void WriteBase64(RecordTails to, ReadOnlySpan<byte> payload)
    {
        var text = new byte[Base64.GetMaxEncodedToUtf8Length(payload.Length)];
        Base64.EncodeToUtf8(payload, text, out _, out var written);
        Write(to, "\"base64\":\""u8, text.AsSpan(0, written), "\"}\n"u8);
    }
}
