using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Streams.Events;
using Streams.Json;
using Streams.Recording;

namespace Streams.Replaying;

/// <summary>How lines that this program did not write become messages of one source.</summary>
public sealed record ForeignFormat
{
    /// <summary>The source that all of them are messages of.</summary>
    public required string Source { get; init; }

    /// <summary>Where in each line its time stands, a JSON pointer; the line as a whole is the message. Null is a file of Dynamo's recorder, whose lines have <c>timestamp</c> and <c>event</c>.</summary>
    public string? Time { get; init; }

    /// <summary>What the time is: <c>rfc3339</c>, <c>unix_s</c>, <c>unix_ms</c>, <c>unix_us</c> or <c>unix_ns</c>. Default <c>rfc3339</c>.</summary>
    public string TimeAs { get; init; } = "rfc3339";

    /// <summary>How far a line may be before one that stands above it. Default 0 s.</summary>
    public TimeSpan SortWithin { get; init; }

    /// <summary>When Dynamo's recorder was started: its lines count milliseconds from there. Default the Unix epoch.</summary>
    public DateTimeOffset Start { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>The names that <see cref="TimeAs"/> knows.</summary>
    public static IReadOnlyList<string> TimeNames { get; } = ["rfc3339", "unix_s", "unix_ms", "unix_us", "unix_ns"];

    /// <summary>Takes a line apart; what is wrong with it, else.</summary>
    internal bool TryRead(ReadOnlySpan<byte> line, JsonPointer pointer, out long at, out ReadOnlySpan<byte> payload, [NotNullWhen(false)] out string? mistake)
    {
        at = 0;
        payload = default;
        mistake = "no JSON object on one line";
        line = line.Trim(" \t"u8);
        if (!JsonText.IsOneLineValue(line) || line[0] != '{') return false;
        payload = line;
        var json = new Utf8JsonReader(line);
        if (!pointer.TryFind(ref json))
        {
            mistake = $"no time at {Time ?? "/timestamp"}";
            return false;
        }

        if (!TryTime(ref json, out at))
        {
            mistake = $"the time {System.Text.Encoding.UTF8.GetString(json.ValueSpan)} is no {(Time is null ? "count of milliseconds" : TimeAs)}"
                + (Time is not null && json.TokenType == JsonTokenType.Number ? "; --time-as says of what the number is" : "");
            return false;
        }

        if (Time is not null) return true;
        json = new Utf8JsonReader(line);
        mistake = "no event; a line of Dynamo's recorder has one";
        if (!Event.TryFind(ref json)) return false;
        var start = (int)json.TokenStartIndex;
        json.Skip();
        payload = line[start..(int)json.BytesConsumed];
        return true;
    }

    private static readonly JsonPointer Event = JsonPointer.Parse("/event")!;

    private bool TryTime(ref Utf8JsonReader json, out long at)
    {
        at = 0;
        if (Time is null)
        {
            if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out var elapsed) || elapsed is < 0 or > 1L << 50) return false;
            at = Start.UtcTicks + (elapsed * TimeSpan.TicksPerMillisecond);
            return at <= DateTimeOffset.MaxValue.UtcTicks;
        }

        if (TimeAs == "rfc3339")
        {
            if (json.TokenType != JsonTokenType.String || !RecordStamp.TryParse(json.GetString()!, out var instant)) return false;
            at = instant.UtcTicks;
            return true;
        }

        if (json.TokenType is not (JsonTokenType.Number or JsonTokenType.String)) return false;
        if (!Utf8Parser.TryParse(json.ValueSpan, out decimal number, out var read) || read != json.ValueSpan.Length) return false;
        var ticks = decimal.Truncate(TimeAs switch { "unix_s" => number * TimeSpan.TicksPerSecond, "unix_ms" => number * TimeSpan.TicksPerMillisecond, "unix_us" => number * 10, _ => number / 100 });
        if (ticks < 0 || ticks > (DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks) return false;
        at = DateTimeOffset.UnixEpoch.UtcTicks + (long)ticks;
        return true;
    }
}
