using System.Text;
using System.Text.Json;
using Streams.Decoding;
using Streams.Dynamo.Decoding;
using Streams.Dynamo.Naming;
using Streams.Events;
using Streams.Testing.Support;

namespace Streams.Dynamo.Tests.Decoding;

/// <summary>Every message of real Dynamo that was kept, 18 releases: each yields exactly the events that it must (D1 to D4).</summary>
public sealed class RealMessageTests
{
    public static TheoryData<int> Lines => [.. Enumerable.Range(0, File.ReadLines(SamplesFile).Count())];

    private static string SamplesFile
    {
        get
        {
            var root = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(root.FullName, "Streams.sln"))) root = root.Parent!;
            return Path.Combine(root.FullName, "tests", "Streams.Dynamo.Tests", "Samples", "messages.ndjson");
        }
    }

    [Fact]
    public void Samples_All_AreThere() => Assert.Equal(158, Lines.Count);

    [Fact]
    public void Feeds_All_HaveSamples() =>
        Assert.All(DynamoFeed.All.Where(feed => !feed.IsRegistry && !feed.IsOfRequests), feed => Assert.Contains(File.ReadLines(SamplesFile), line => line.Contains($"\"feed\":\"{feed.Name}\"", StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Lines))]
    public void Decode_RealMessage_YieldsItsEvents(int line)
    {
        using var document = JsonDocument.Parse(File.ReadLines(SamplesFile).ElementAt(line));
        var message = document.RootElement;
        var subject = message.GetProperty("subject").GetString()!;
        var payload = message.TryGetProperty("text", out var text) ? Encoding.UTF8.GetBytes(text.GetString()!) : message.GetProperty("base64").GetBytesFromBase64();

        var (decoder, feed) = DecoderOf(message, subject);
        var batch = new MessageBatch();
        batch.Clear(0, decoder.Schema.Fields.Count);
        batch.Begin(0);
        decoder.Decode(subject, payload, batch.Writer);
        batch.End();

        Assert.Equal(MessageReason.None, batch[0].Reason);
        Assert.Equal(
            message.GetProperty("events").EnumerateArray().Select(e => Expected(e, feed)),
            Enumerable.Range(0, batch.EventCount).Where(i => batch.EventAt(i).IsEvent).Select(i => Decoded(batch, i, decoder.Schema, subject)));
    }

    private static (IDecoder Decoder, string Feed) DecoderOf(JsonElement message, string subject) => subject switch
    {
        "reply to $SRV.STATS" => (new StatsDecoder(Services(message), message.GetProperty("endpoint").GetString()!), "stats"),
        _ when subject.EndsWith(".kv-hit-rate", StringComparison.Ordinal) => (new HitRateDecoder(), "hit-rate"),
        _ when subject.EndsWith(".forward-pass-metrics", StringComparison.Ordinal) => (new ForwardPassDecoder(), "forward-pass"),
        // What else stands on the bus carries another topic: a load source that hears it takes it for none of its own.
        _ => (new LoadDecoder(), "load"),
    };

    private static IReadOnlyList<string> Services(JsonElement message)
    {
        using var answer = JsonDocument.Parse(message.GetProperty("text").GetString()!);
        var name = answer.RootElement.GetProperty("name").GetString()!;
        string[] known = ["backend", "MyComponent", "my_component", "VllmWorker"];
        return known.Select(c => ServiceNames.All("dynamo", c)).FirstOrDefault(names => names.Contains(name)) ?? throw new InvalidOperationException("no rule gives " + name);
    }

    private static string Expected(JsonElement e, string feed)
    {
        Assert.Equal(feed, e.GetProperty("feed").GetString());
        return Line(
            e.GetProperty("keys").EnumerateObject().Select(k => (k.Name, k.Value.GetString()!)),
            e.GetProperty("fields").EnumerateObject().Select(f => (f.Name, f.Value.GetDouble())));
    }

    private static string Decoded(MessageBatch batch, int index, EventSchema schema, string subject)
    {
        ref readonly var e = ref batch.EventAt(index);
        Assert.Equal(EventReason.None, e.Reason);
        var first = e.FirstValue;
        Assert.Equal(ComponentNames.Of(subject) ?? "backend", e.Keys!.Values[2]);
        return Line(
            schema.Keys.Zip(e.Keys.Values).Where(key => key.First != "component"),
            schema.Fields.Select((name, i) => (name, batch.Values[first + i])).Where(f => !double.IsNaN(f.Item2)));
    }

    private static string Line(IEnumerable<(string Name, string Value)> keys, IEnumerable<(string Name, double Value)> fields) =>
        string.Join(' ', keys.OrderBy(k => k.Name, StringComparer.Ordinal).Select(k => $"{k.Name}={k.Value}"))
        + " | "
        + string.Join(' ', fields.OrderBy(f => f.Name, StringComparer.Ordinal).Select(f => $"{f.Name}={f.Value:R}"));
}
