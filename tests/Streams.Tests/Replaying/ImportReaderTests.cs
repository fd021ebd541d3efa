using System.Text;
using Streams.Recording;
using Streams.Replaying;

namespace Streams.Tests.Replaying;

/// <summary>JSON lines from elsewhere: their times, their order, and what is wrong with them.</summary>
public sealed class ImportReaderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streams-import-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("rfc3339", "\"2026-11-24T03:00:00.25Z\"")]
    [InlineData("unix_s", "1795489200.25")]
    [InlineData("unix_ms", "1795489200250")]
    [InlineData("unix_ms", "\"1795489200250\"")]
    [InlineData("unix_us", "1795489200250000")]
    [InlineData("unix_ns", "1795489200250000000")]
    public void Read_TimeOfEachKind_IsTheStamp(string kind, string time) => Assert.Equal(
        $"2026-11-24T03:00:00.2500001Z {{\"a\":[{time}]}}",
        Assert.Single(Read(new ImportFormat { Source = "s", Time = "/a/0", TimeAs = kind }, $"{{\"a\":[{time}]}}\n")));

    [Fact]
    public void Read_OutOfOrderWithinTheBound_IsSortedAndEqualTimesKeepTheirOrder()
    {
        var format = new ImportFormat { Source = "s", Time = "/t", TimeAs = "unix_s", SortWithin = TimeSpan.FromSeconds(3) };
        var lines = Read(format, "{\"t\":3,\"n\":1}\n{\"t\":1}\n{\"t\":4}\n{\"t\":2}\n{\"t\":4,\"n\":2}\n\u00207".Replace("\u00207", "{\"t\":9}"));
        Assert.Equal(["{\"t\":1}", "{\"t\":2}", "{\"t\":3,\"n\":1}", "{\"t\":4}", "{\"t\":4,\"n\":2}", "{\"t\":9}"], lines.Select(l => l[29..]));
        Assert.Equal(lines.Order(StringComparer.Ordinal), lines);
    }

    [Theory]
    [InlineData("{\"t\":9}\n{\"t\":5}\n", ":2: ", "--sort-within 4s")]
    [InlineData("{\"t\":9}\n{\"u\":5}\n", ":2: ", "no time at /t")]
    [InlineData("{\"t\":\"x\"}\n", ":1: ", "no unix_s")]
    [InlineData("[1]\n", ":1: ", "no JSON object")]
    [InlineData("{\"t\":9}\n{\"t\":5", ":2: ", "no JSON object")]
    public void Read_BadLine_IsNamedWithItsNumber(string content, string place, string told)
    {
        var message = Assert.Throws<RecordingException>(() => Read(new ImportFormat { Source = "s", Time = "/t", TimeAs = "unix_s" }, content)).Message;
        Assert.Contains(place, message);
        Assert.Contains(told, message);
    }

    [Fact]
    public void Read_DynamosRecorder_CountsFromItsStart()
    {
        var format = new ImportFormat { Source = "s", Start = new DateTimeOffset(2026, 11, 24, 3, 0, 0, TimeSpan.Zero) };
        string[] events =
        [
            "{\"worker_id\":7587888657184927289,\"event\":{\"event_id\":42,\"data\":{\"stored\":{\"parent_hash\":null,\"blocks\":[{\"block_hash\":100,\"tokens_hash\":1}]}}}}",
            "{\"worker_id\":7587888657184927289,\"event\":{\"event_id\":44,\"data\":\"cleared\"}}",
        ];
        Assert.Equal(
            ["2026-11-24T03:00:00.0120001Z " + events[0], "2026-11-24T03:00:00.0570000Z " + events[1]],
            Read(format, $"{{\"timestamp\":12,\"event\":{events[0]}}}\n\n{{\"timestamp\":57,\"event\":{events[1]}}}\n"));
    }

    private List<string> Read(ImportFormat format, string content)
    {
        var path = Path.Combine(_folder.FullName, "x.ndjson");
        File.WriteAllText(path, content);
        using var reader = new ImportReader([path], format);
        var messages = new List<string>();
        while (reader.TryRead(out var record))
        {
            if (record.Kind == RecordKind.Message) messages.Add($"{RecordStamp.Format(new DateTimeOffset(record.At, TimeSpan.Zero))} {Encoding.UTF8.GetString(record.Payload)}");
        }

        return messages;
    }
}
