using System.Buffers;
using System.Text.Json;

namespace Streams.Recording;

/// <summary>The first line of a segment: whose input it is, and where its clock began.</summary>
/// <param name="Started">Where the lane's clock stood before its first message.</param>
/// <param name="Pipeline">The pipeline's name.</param>
/// <param name="Parameters">The pipeline's parameters.</param>
/// <param name="Part">Which file of a rotated segment it begins, from 1.</param>
/// <param name="From">Where the clock stood when this part began; <paramref name="Started"/> for the first one.</param>
public sealed record RecordingHeader(DateTimeOffset Started, string Pipeline, IReadOnlyDictionary<string, string> Parameters, int Part, DateTimeOffset From)
{
    /// <summary>The version of the format that this program writes and reads.</summary>
    public const int Version = 1;

    /// <summary>Whether it goes on with what <paramref name="before"/> began: the next file of one segment.</summary>
    public bool Continues(RecordingHeader before)
    {
        ArgumentNullException.ThrowIfNull(before);
        return Part == before.Part + 1 && Started == before.Started && Pipeline == before.Pipeline;
    }

    /// <summary>The line, with its line break.</summary>
    internal byte[] ToLine()
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteNumber("streams", Version);
            json.WriteString("started", RecordStamp.Format(Started));
            json.WriteString("pipeline", Pipeline);
            json.WriteStartObject("parameters");
            foreach (var (name, value) in Parameters) json.WriteString(name, value);
            json.WriteEndObject();
            if (Part > 1)
            {
                json.WriteNumber("part", Part);
                json.WriteString("from", RecordStamp.Format(From));
            }

            json.WriteEndObject();
        }

        return [.. line.WrittenSpan, (byte)'\n'];
    }
}
