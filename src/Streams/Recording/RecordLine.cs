using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace Streams.Recording;

/// <summary>What one line of a recording is.</summary>
internal enum RecordKind
{
    Message,
    Header,
    Trailer,
}

/// <summary>One line of a recording, taken apart: by its usual shape where it has it, else by a JSON reader.</summary>
/// <remarks>Used again for every line; the spans are valid until the next.</remarks>
internal sealed class RecordLine
{
    private const int TimeLength = 28;

    private readonly Utf8Names _names = new();
    private byte[] _decoded = [];
    private byte[] _second = [];
    private long _secondTicks;

    internal RecordKind Kind { get; private set; }

    /// <summary>The message's stamp, the header's start or the trailer's end, in ticks.</summary>
    internal long Ticks { get; private set; }

    internal string Source { get; private set; } = "";

    internal string Subject { get; private set; } = "";

    internal RecordingHeader? Header { get; private set; }

    /// <summary>What is wrong with the line, when <see cref="Read"/> was false.</summary>
    internal string Wrong { get; private set; } = "";

    /// <summary>Reads a line. The payload is part of the line, or of a buffer of this object's own.</summary>
    internal bool Read(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> payload) =>
        ReadUsual(line, out payload) || ReadAny(line, out payload);

    private bool ReadUsual(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        var rest = line;
        if (!Skip(ref rest, "{\"at\":\""u8) || rest.Length < TimeLength || !ReadTime(rest[..TimeLength])) return false;
        rest = rest[TimeLength..];
        if (!Skip(ref rest, "\",\"source\":\""u8) || !ReadName(ref rest, out var source)) return false;
        if (!Skip(ref rest, ",\"subject\":\""u8) || !ReadName(ref rest, out var subject)) return false;
        if (!Skip(ref rest, ",\"data\":"u8) || rest.Length < 2 || rest[^1] != (byte)'}') return false;
        Kind = RecordKind.Message;
        Source = source;
        Subject = subject;
        // Whether it is JSON is the decoder's to say: it is what was on the wire.
        payload = rest[..^1];
        return payload[0] == (byte)'{' && payload[^1] == (byte)'}';
    }

    private bool ReadTime(ReadOnlySpan<byte> text)
    {
        const int seconds = 19;
        if (text[seconds] != (byte)'.' || text[^1] != (byte)'Z') return false;
        if (!text[..seconds].SequenceEqual(_second))
        {
            if (!Utf8Parser.TryParse(text, out DateTime time, out var read, 'O') || read != TimeLength || time.Kind != DateTimeKind.Utc) return false;
            _second = text[..seconds].ToArray();
            _secondTicks = time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond);
        }

        var fraction = 0;
        for (var i = seconds + 1; i < TimeLength - 1; i++)
        {
            var digit = text[i] - '0';
            if ((uint)digit > 9) return false;
            fraction = (fraction * 10) + digit;
        }

        Ticks = _secondTicks + fraction;
        return true;
    }

    private bool ReadName(ref ReadOnlySpan<byte> rest, out string name)
    {
        var length = rest.IndexOf((byte)'"');
        name = "";
        if (length < 0 || rest[..length].Contains((byte)'\\')) return false;
        name = _names.Of(rest[..length]);
        rest = rest[(length + 1)..];
        return true;
    }

    private static bool Skip(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> text)
    {
        if (!rest.StartsWith(text)) return false;
        rest = rest[text.Length..];
        return true;
    }

    private bool ReadAny(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        try
        {
            return new AnyRecord(line) is var any && Take(any, line, out payload);
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or FormatException)
        {
            Wrong = line.IsEmpty ? "an empty line" : "no line of a recording: not a JSON object with the members of one";
            return false;
        }
    }

    private bool Take(AnyRecord any, ReadOnlySpan<byte> line, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (any.Version is { } version)
        {
            Kind = RecordKind.Header;
            if (version != RecordingHeader.Version) return Refuse($"a recording of version {version}; this program reads version {RecordingHeader.Version}");
            if (any.Started is not { } started) return Refuse("a header without a valid \"started\"");
            Ticks = started.UtcTicks;
            Header = new RecordingHeader(started, any.Pipeline, any.Parameters, any.Part);
            return true;
        }

        if (any.End is { } end)
        {
            Kind = RecordKind.Trailer;
            Ticks = end.UtcTicks;
            return true;
        }

        Kind = RecordKind.Message;
        if (any.At is not { } at) return Refuse("a message without a valid \"at\"");
        if (any.Source is null) return Refuse("a message without a \"source\"");
        Ticks = at.UtcTicks;
        Source = _names.Of(any.Source);
        Subject = _names.Of(any.Subject ?? "");
        if (any.Data is { } data)
        {
            payload = line[data];
            return true;
        }

        if (any.Base64 is not { } base64) return Refuse("a message with neither \"data\" nor \"base64\"");
        var text = line[base64];
        if (_decoded.Length < text.Length) _decoded = new byte[text.Length];
        if (Base64.DecodeFromUtf8(text, _decoded, out _, out var written) != OperationStatus.Done) return Refuse("\"base64\" that is none");
        payload = _decoded.AsSpan(0, written);
        return true;
    }

    private bool Refuse(string wrong)
    {
        Wrong = wrong;
        return false;
    }
}
