using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using Streams.Json;
using Streams.Recording;

namespace Streams.Replaying;

/// <summary>Parses imported lines: the time of each, and the message in it.</summary>
internal sealed class ImportParser
{
    private const int LongestShown = 64;

    private readonly ImportFormat _format;
    private readonly JsonTimeForm _form;
    private readonly JsonScanner _scanner;

    internal ImportParser(ImportFormat format)
    {
        _format = format;
        if (!JsonTimes.Forms.TryGetValue(format.TimeAs, out _form))
        {
            throw new RecordingException($"{format.TimeAs} is no form of a time; {string.Join(", ", JsonTimes.Forms.Keys)} are");
        }

        var time = JsonPointer.Parse(TimePlace) ?? throw new RecordingException($"{TimePlace} is no JSON pointer; /time would be one, or /header/ts");
        _scanner = new JsonScanner(IsDynamos ? [time, JsonPointer.Parse("/event")!] : [time]);
    }

    /// <summary>Whether the lines are those of Dynamo's recorder.</summary>
    internal bool IsDynamos => _format.Time is null;

    private string TimePlace => _format.Time ?? "/timestamp";

    /// <summary>Reads a line; otherwise returns what is wrong with it.</summary>
    internal bool TryParse(ReadOnlySpan<byte> line, out long at, out ReadOnlySpan<byte> payload, [NotNullWhen(false)] out string? mistake)
    {
        at = 0;
        mistake = null;
        payload = ByteOrderMark.Skip(line).Trim(" \t\r"u8);
        if (!_scanner.TryScan(payload)) mistake = "no JSON object on one line";
        else if (_scanner[0].Type == JsonTokenType.None) mistake = $"no time at {TimePlace}";
        else if (!(IsDynamos ? TryElapsed(payload, out at) : JsonTimes.TryRead(_scanner[0], payload, _form, out at))) mistake = NoTime(payload);
        else if (IsDynamos && _scanner[1].Type == JsonTokenType.None) mistake = "no event; a line of Dynamo's recorder has one";
        else if (IsDynamos) payload = _scanner[1].Written(payload);
        return mistake is null;
    }

    private bool TryElapsed(ReadOnlySpan<byte> line, out long at)
    {
        at = 0;
        if (_scanner[0].Type != JsonTokenType.Number || !Utf8Parser.TryParse(_scanner[0].Written(line), out long elapsed, out var read)) return false;
        if (read != _scanner[0].Length || elapsed is < 0 or > 1L << 50) return false;
        at = _format.Start.UtcTicks + (elapsed * TimeSpan.TicksPerMillisecond);
        return at <= DateTimeOffset.MaxValue.UtcTicks;
    }

    private string NoTime(ReadOnlySpan<byte> line)
    {
        var written = _scanner[0].Written(line).Trim((byte)'"');
        var shown = Encoding.UTF8.GetString(written[..Math.Min(written.Length, LongestShown)]);
        var isNumber = !IsDynamos && _scanner[0].Type == JsonTokenType.Number;
        return $"the time {shown} is no {(IsDynamos ? "count of milliseconds" : _format.TimeAs)}{(isNumber ? "; --time-as says of what the number is" : "")}";
    }
}
