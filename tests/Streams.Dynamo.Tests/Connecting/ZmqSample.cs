using System.Text;
using System.Text.Json;

namespace Streams.Dynamo.Tests.Connecting;

/// <summary>A message as it stood on ZeroMQ, with the record of its publisher.</summary>
internal sealed record ZmqSample(string Key, byte[] Record, byte[][] Parts, string Subject, string[] Events)
{
    /// <summary>What would have been the payload on NATS.</summary>
    internal byte[] Envelope => Parts[3][5..];

    internal static IReadOnlyList<ZmqSample> All { get; } = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Samples", "zmq.ndjson")).Select(Read)];

    /// <summary>An event as text: its feed, its worker and rank, its fields.</summary>
    internal static string Line(string feed, IEnumerable<(string Name, string Value)> keys, IEnumerable<(string Name, double Value)> fields) =>
        $"{feed} {string.Join(' ', keys.Where(k => k.Name is "worker_id" or "dp_rank").OrderBy(k => k.Name, StringComparer.Ordinal))} | "
        + string.Join(' ', fields.OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => $"{f.Name}={f.Value:R}"));

    private static ZmqSample Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        var sample = document.RootElement;
        return new ZmqSample(
            sample.GetProperty("key").GetString()!,
            Encoding.UTF8.GetBytes(sample.GetProperty("record").GetString()!),
            [.. sample.GetProperty("parts").EnumerateArray().Select(p => p.GetBytesFromBase64())],
            sample.GetProperty("subject").GetString()!,
            [.. sample.GetProperty("events").EnumerateArray().Select(e => Line(
                e.GetProperty("feed").GetString()!,
                e.GetProperty("keys").EnumerateObject().Select(k => (k.Name, k.Value.GetString()!)),
                e.GetProperty("fields").EnumerateObject().Select(f => (f.Name, f.Value.GetDouble()))))]);
    }
}
