using System.Buffers;
using System.Text.Json;

namespace Streams.Recording;

/// <summary>The first line of a segment: whose input it is, and where its clock began.</summary>
/// <param name="Started">Where the lane's clock stood before the segment's first message; in a later part, where the part before it ended.</param>
/// <param name="PipelineName">The pipeline's name.</param>
/// <param name="Parameters">The pipeline's parameters.</param>
/// <param name="Part">1, or the number of a file that goes on where the one before it ended (rotation).</param>
public sealed record RecordingHeader(DateTimeOffset Started, string PipelineName, IReadOnlyDictionary<string, string> Parameters, int Part = 1)
{
    /// <summary>The version of the format that this program writes and reads.</summary>
    public const int Version = 1;

    /// <summary>The line, with its line break.</summary>
    internal byte[] ToLine()
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteNumber("streams", Version);
            json.WriteString("started", RecordStamp.Format(Started));
            json.WriteString("pipeline", PipelineName);
            json.WriteStartObject("parameters");
            foreach (var (name, value) in Parameters) json.WriteString(name, value);
            json.WriteEndObject();
            if (Part > 1) json.WriteNumber("part", Part);
            json.WriteEndObject();
        }

        return [.. line.WrittenSpan, (byte)'\n'];
    }
}
