using System.Text;
using System.Text.Json;

namespace Streams.Simulation.Tests;

/// <summary>Messages of real Dynamo: release, subject and bytes.</summary>
internal static class SampleMessages
{
    private static readonly Lazy<(string Release, string From, string Subject, byte[] Payload)[]> Everything = new(Read);

    internal static IEnumerable<byte[]> Of(string release, string topic) =>
        Everything.Value.Where(m => m.Release == release && m.Subject.EndsWith('.' + topic)).Select(m => m.Payload);

    /// <summary>Where they were published; the component is ours.</summary>
    internal static IEnumerable<string> Subjects(string release, string topic) =>
        Everything.Value.Where(m => m.Release == release && m.Subject.EndsWith('.' + topic)).Select(m => m.Subject.Replace("VllmWorker", "backend"));

    /// <summary>Answers to statistics requests; of Dynamo's mock workers only where no others were seen.</summary>
    internal static IEnumerable<string> Answers(string release)
    {
        var answers = Everything.Value.Where(m => m.Release == release && m.Subject == "reply to $SRV.STATS").ToList();
        var workers = answers.Where(m => m.From != "mock_worker").ToList();
        return (workers.Count > 0 ? workers : answers).Select(m => Encoding.UTF8.GetString(m.Payload));
    }

    private static (string Release, string From, string Subject, byte[] Payload)[] Read()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Streams.sln"))) root = root.Parent!;
        var file = Directory.EnumerateFiles(Path.Combine(root.FullName, "tests"), "messages.ndjson", SearchOption.AllDirectories).First();
        return [.. File.ReadLines(file).Select(line =>
        {
            using var document = JsonDocument.Parse(line);
            var message = document.RootElement;
            var payload = message.TryGetProperty("text", out var text)
                ? Encoding.UTF8.GetBytes(text.GetString()!)
                : message.GetProperty("base64").GetBytesFromBase64();
            return (message.GetProperty("release").GetString()!, message.GetProperty("from").GetString()!, message.GetProperty("subject").GetString()!, payload);
        })];
    }
}
