using System.Text;
using System.Text.Json;

namespace Streams.Dynamo.Tests.Decoding;

/// <summary>The bytes of all messages of real Dynamo.</summary>
internal static class RealMessages
{
    /// <summary>The rows of the request traces of real Dynamo.</summary>
    internal static IEnumerable<byte[]> RequestRows()
    {
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Samples", "requests.ndjson")))
        {
            using var document = JsonDocument.Parse(line);
            yield return Encoding.UTF8.GetBytes(document.RootElement.GetProperty("text").GetString()!);
        }
    }

    internal static IEnumerable<byte[]> Payloads()
    {
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Samples", "messages.ndjson")))
        {
            using var document = JsonDocument.Parse(line);
            yield return document.RootElement.TryGetProperty("text", out var text)
                ? Encoding.UTF8.GetBytes(text.GetString()!)
                : document.RootElement.GetProperty("base64").GetBytesFromBase64();
        }
    }
}
