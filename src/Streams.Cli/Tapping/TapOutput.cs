using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Streams.Definition;
using Streams.Events;
using Streams.Lane;
using Streams.Recording;

namespace Streams.Cli.Tapping;

/// <summary>Events and rejections as JSON lines.</summary>
internal sealed class TapOutput(Stream to, TapChoice choice, Action enough) : LaneTap
{
    private readonly ArrayBufferWriter<byte> _line = new();
    private int _written;

    /// <summary>Whether each line is shown at once. Default false.</summary>
    internal bool Flushes { get; init; }

    public override void OnEvent(DateTimeOffset stamp, SourceDefinition source, Event e, string verdict)
    {
        if (!choice.Wants(source.Name) || (choice.RejectedOnly && verdict == "accepted") || (choice.Worker is { } worker && e.Keys.Worker != worker)) return;
        using (var json = new Utf8JsonWriter(_line))
        {
            json.WriteStartObject();
            json.WriteString("at", RecordStamp.Format(stamp));
            json.WriteString("source", source.Name);
            json.WriteString("verdict", verdict);
            WriteEvent(json, source, e);
            if (e.Time != stamp) json.WriteString("time", RecordStamp.Format(e.Time));
            json.WriteEndObject();
        }

        Write();
    }

    public override void OnRejected(DateTimeOffset stamp, SourceDefinition source, string reason, ReadOnlySpan<byte> rest)
    {
        if (!choice.Wants(source.Name) || (choice.Worker is { } worker && rest.IndexOf(Encoding.UTF8.GetBytes(worker)) < 0)) return;
        // The rest of the record goes on from its stamp's closing quote.
        _line.Write(Encoding.UTF8.GetBytes($"{{\"at\":\"{RecordStamp.Format(stamp)}\",\"verdict\":\"{reason}"));
        _line.Write(rest[..^1]);
        Write();
    }

    /// <summary>An event's keys and the fields that it has, as a JSON object.</summary>
    internal static ReadOnlySpan<byte> EventText(SourceDefinition source, Event e)
    {
        var text = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(text);
        json.WriteStartObject();
        WriteEvent(json, source, e);
        json.WriteEndObject();
        json.Flush();
        return text.WrittenSpan;
    }

    /// <summary>Writes an event's keys and the fields that it has.</summary>
    internal static void WriteEvent(Utf8JsonWriter json, SourceDefinition source, Event e)
    {
        json.WriteStartObject("keys");
        for (var i = 0; i < source.Schema.Keys.Count && i < e.Keys.Values.Count; i++) json.WriteString(source.Schema.Keys[i], e.Keys.Values[i]);
        json.WriteEndObject();
        json.WriteStartObject("fields");
        for (var i = 0; i < source.Schema.Fields.Count; i++)
        {
            if (double.IsNaN(e[i])) continue;
            json.WritePropertyName(source.Schema.Fields[i]);
            json.WriteRawValue(e[i].ToString("R", CultureInfo.InvariantCulture), skipInputValidation: true);
        }

        json.WriteEndObject();
    }

    private void Write()
    {
        if (_written < choice.Limit)
        {
            to.Write(_line.WrittenSpan);
            to.Write("\n"u8);
            if (Flushes) to.Flush();
            if (++_written == choice.Limit) enough();
        }

        _line.ResetWrittenCount();
    }
}

/// <summary>Which events are shown.</summary>
/// <param name="Sources">Of these sources; of all where it is empty.</param>
/// <param name="Worker">Of this worker; of a rejection, where its payload names it.</param>
/// <param name="RejectedOnly">Only those that were not accepted.</param>
/// <param name="Limit">So many at most.</param>
internal sealed record TapChoice(IReadOnlyList<string> Sources, string? Worker, bool RejectedOnly, int Limit)
{
    internal bool Wants(string source) => Sources.Count == 0 || Sources.Contains(source);
}
