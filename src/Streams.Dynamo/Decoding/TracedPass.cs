using System.Text.Json;
using Streams.Events;

namespace Streams.Dynamo.Decoding;

/// <summary>Reads a forward pass as a row of a trace has it: <c>{"schema":"dynamo.fpm.trace.v1","capture_mode":…,"fpm":{…}}</c>.</summary>
internal static class TracedPass
{
    private static readonly FieldNames Names = new("schema", "capture_mode", "fpm");

    /// <summary>False where it is no such row.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> payload, ref WorkerReport report, out bool isSampled)
    {
        isSampled = false;
        // Files are read once: there is nothing to learn from.
        report.Lesson = null;
        try
        {
            var json = new Utf8JsonReader(payload);
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject) return false;
            var (isTrace, hasPass, guess) = (false, false, 0);
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                var name = JsonFields.Name(json, Names, ref guess);
                json.Read();
                if (name == 0) isTrace = json.TokenType == JsonTokenType.String && json.ValueTextEquals("dynamo.fpm.trace.v1"u8);
                else if (name == 1) isSampled = json.TokenType == JsonTokenType.String && json.ValueTextEquals("sampled"u8);
                else if (name == 2 && json.TokenType == JsonTokenType.StartObject)
                {
                    hasPass = true;
                    ReadPass(ref json, ref report);
                }

                json.Skip();
            }

            return isTrace && hasPass && !json.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void ReadPass(ref Utf8JsonReader json, ref WorkerReport report)
    {
        var guess = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonFields.Name(json, ForwardPass.Names, ref guess);
            json.Read();
            switch (name)
            {
                case 0:
                    if (json.TokenType != JsonTokenType.Number || !json.TryGetInt64(out var version) || version != 1) report.Note(EventReason.Malformed);
                    break;
                case 1:
                    report.Worker = JsonFields.Key(ref json, ref report, Hole.Worker);
                    break;
                case 2:
                    report.Rank = JsonFields.Key(ref json, ref report, Hole.Rank);
                    break;
                case 3:
                    JsonFields.Number(ref json, ref report, ForwardPass.PassSeconds);
                    break;
                case 4:
                    ReadRequests(ref json, ref report, ForwardPass.Scheduled, ForwardPass.ScheduledPrefills);
                    break;
                case 5:
                    ReadRequests(ref json, ref report, ForwardPass.Queued, ForwardPass.QueuedPrefills);
                    break;
            }

            json.Skip();
        }
    }

    private static void ReadRequests(ref Utf8JsonReader json, ref WorkerReport report, FieldNames names, int first)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            if (json.TokenType != JsonTokenType.Null) report.Note(EventReason.Malformed);
            return;
        }

        var guess = 0;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonFields.Name(json, names, ref guess);
            json.Read();
            if (name >= 0) JsonFields.Number(ref json, ref report, first + name);
            else json.Skip();
        }
    }
}
