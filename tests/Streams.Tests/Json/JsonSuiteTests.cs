using System.Text;
using Streams.Json;
using Streams.Recording;
using Streams.Replaying;
using Streams.Testing.Support;
using Streams.Tests.Decoding;

namespace Streams.Tests.Json;

/// <summary>The suite's cases and others, live, recorded and replayed, and imported: one verdict, and the same values.</summary>
public sealed class JsonSuiteTests
{
    private const string Subject = "plant.north.readings";

    // In one order and the other, so that each is read in full and by a shape that others have left.
    private static readonly JsonCase[] Twice = [.. JsonSuite.Accepted, .. JsonSuite.Rejected, .. JsonSuite.Open, .. JsonSuite.Open.Reverse(), .. JsonSuite.Rejected.Reverse(), .. JsonSuite.Accepted.Reverse()];

    [Fact]
    public void Scan_EveryCaseInsideAMessage_IsWhatTheSuiteSays()
    {
        var (accepted, rejected) = (Names(JsonSuite.Accepted), Names(JsonSuite.Rejected));
        var decoder = Readings.Decoder(Readings.Mapping);
        foreach (var one in Twice)
        {
            var decoded = Assert.Single(Decoded.By(decoder, Message(one.Bytes), Subject));
            if (accepted.Contains(one.Name) && !rejected.Contains(one.Name)) Assert.True(decoded == "a/north temperature=1", one.Name + ": " + decoded);
            else if (rejected.Contains(one.Name) && !accepted.Contains(one.Name)) Assert.True(decoded == "message !malformed", one.Name + ": " + decoded);
            else Assert.True(decoded == "a/north temperature=1", one.Name + ": " + decoded);
        }
    }

    [Fact]
    public void Names_OfAllCases_AreTheirOwn() => Assert.Equal(Twice.Length / 2, Names(Twice).Count);

    [Fact]
    public void IsOneLineValue_EveryCase_IsWhatTheSuiteSaysOfWhatIsUtf8OnOneLine()
    {
        var validator = new JsonValidator();
        foreach (var one in Twice)
        {
            var isFit = !JsonSuite.Rejected.Any(c => c.Name == one.Name) && System.Text.Unicode.Utf8.IsValid(one.Bytes)
                && !one.Bytes.AsSpan().ContainsAny((byte)'\n', (byte)'\r') && !JsonValidator.HasSpaceAround(one.Bytes);
            Assert.True(isFit == validator.IsOneLineValue(one.Bytes), one.Name);
        }
    }

    [Fact]
    public void Decode_EveryCase_IsTheSameLiveAndReplayed()
    {
        var parser = new RecordParser();
        var format = new RecordFormat("s");
        var (live, replayed) = (Readings.Decoder(Readings.Mapping), Readings.Decoder(Readings.Mapping));
        foreach (var one in Twice)
        {
            foreach (var payload in (byte[][])[one.Bytes, Message(one.Bytes), [.. one.Bytes, .. "\n"u8]])
            {
                var batch = Decoded.Batch(live, payload, Subject);
                var lines = new RecordLines();
                format.Add(lines, Subject, payload, default, batch.IsOneLineJson);
                "2026-11-24T03:00:00.0000000Z"u8.CopyTo(lines.StampOf(0));
                Assert.True(parser.TryParse(lines.Of(0, 1)[..^1], out var record, out var mistake), one.Name + ": " + mistake);
                Assert.True(record.Payload.SequenceEqual(payload), one.Name);
                Assert.Equal(Decoded.By(live, payload, Subject), Decoded.By(replayed, record.Payload.ToArray(), Subject));
            }
        }
    }

    [Fact]
    public void Decode_EveryCaseOnOneLine_IsTheSameLiveAndImported()
    {
        var parser = new ImportParser(new ImportFormat { Source = "s", Time = "/ts", TimeAs = "unix_ms" });
        foreach (var one in Twice)
        {
            byte[] payload = [.. "{\"ts\":1764000000123,\"sensor\":{\"id\":\"a\"},\"t\":1,\"x\":"u8, .. one.Bytes, .. "}"u8];
            if (!payload.Contains((byte)'\n')) Agree(parser, Readings.Timed, payload, one.Name);
        }
    }

    public static TheoryData<string, string> Texts() => new()
    {
        { "a/north @2025-11-24T16:00:00.123", "{\"ts\":1764000000123,\"sensor\":{\"id\":\"a\"}}" },
        { "a/north @2025-11-24T16:00:00.123", "{\"ts\":\"1764000000123\",\"sensor\":{\"id\":\"a\"}}" },
        { "a/north @2025-11-24T16:00:00.123", "{\"ts\":\"1764000\\u003000123\",\"sensor\":{\"id\":\"a\"}}" },
        { "a/north @2025-11-24T16:00:00.1235", "{\"ts\":1764000000123.5,\"sensor\":{\"id\":\"a\"}}" },
        { "a/north @1969-12-31T23:59:59.9985", "{\"ts\":-1.5,\"sensor\":{\"id\":\"a\"}}" },
        { "a/north @1960-01-01T00:00:00", "{\"ts\":-315619200000,\"sensor\":{\"id\":\"a\"}}" },
        { "a/north @1970-01-01T00:00:00.002", "{\"ts\":1,\"ts\":2,\"sensor\":{\"id\":\"a\"}}" },
        { "!malformed", "{\"ts\":2,\"ts\":null,\"sensor\":{\"id\":\"a\"}}" },
        { "a/north @1970-01-01T00:00:00.002", "{\"ts\":\"x\",\"\\u0074s\":2,\"sensor\":{\"id\":\"a\"}}" },
        { "a/north @1970-01-01T00:00:00.002", "{\"\\ud800\":1,\"ts\":2,\"sensor\":{\"id\":\"a\"}}" },
        { "a/north @1970-01-01T00:00:00.002", "\uFEFF{\"ts\":2,\"sensor\":{\"id\":\"a\"}}" },
        { "a/north @1970-01-01T00:00:00.002", " \t{\"ts\":2,\"sensor\":{\"id\":\"a\"}} \r" },
        { "!malformed", "{\"ts\":\" 2\",\"sensor\":{\"id\":\"a\"}}" },
        { "!malformed", "{\"ts\":\"+2\",\"sensor\":{\"id\":\"a\"}}" },
        { "!malformed", "{\"ts\":\"02\",\"sensor\":{\"id\":\"a\"}}" },
        { "!malformed", "{\"ts\":\"\",\"sensor\":{\"id\":\"a\"}}" },
        { "!malformed", "{\"ts\":\"1970-01-01T00:00:00Z\",\"sensor\":{\"id\":\"a\"}}" },
        { "!malformed", "{\"ts\":true,\"sensor\":{\"id\":\"a\"}}" },
        { "!malformed", "{\"ts\":[2],\"sensor\":{\"id\":\"a\"}}" },
        { "!malformed", "{\"ts\":1e300,\"sensor\":{\"id\":\"a\"}}" },
        { "!malformed", "{\"sensor\":{\"id\":\"a\"}}" },
        { "message !malformed", "[{\"ts\":2,\"sensor\":{\"id\":\"a\"}}]" },
        { "message !malformed", "{\"ts\":2,\"sensor\":{\"id\":\"a\"}}{}" },
        { "a/north @1970-01-01T00:00:00.002", "{\"ts\":2,\"sensor\":{\"id\":\"a\"},\"x\":" + new string('[', 63) + new string(']', 63) + "}" },
        { "message !malformed", "{\"ts\":2,\"sensor\":{\"id\":\"a\"},\"x\":" + new string('[', 64) + new string(']', 64) + "}" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Decode_Text_IsTheSameLiveAndImported(string expected, string text)
    {
        var payload = Encoding.UTF8.GetBytes(text);
        Assert.Equal([expected], Decoded.By(Readings.Decoder(Readings.Timed), payload, Subject));
        Agree(new ImportParser(new ImportFormat { Source = "s", Time = "/ts", TimeAs = "unix_ms" }), Readings.Timed, payload, text);
    }

    [Theory]
    [InlineData("2026-11-24T03:00:00Z", "2026-11-24T03:00:00")]
    [InlineData("2026-11-24 03:00:00Z", "2026-11-24T03:00:00")]
    [InlineData("2026-11-24t03:00:00.5z", "2026-11-24T03:00:00.5")]
    [InlineData("1960-01-01T00:00:00+01:00", "1959-12-31T23:00:00")]
    [InlineData("2026-11-24T03:00:00", null)]
    [InlineData("2026-11-24T03:00:60Z", null)]
    [InlineData("2026-11-24T24:00:00Z", null)]
    [InlineData("2026-11-24T03:00:00.12345678901234567890123456789012345678901234567890Z", null)]
    public void Read_Rfc3339_IsTheSameEverywhere(string text, string? expected)
    {
        var payload = Encoding.UTF8.GetBytes($$$"""{"ts":"{{{text}}}","sensor":{"id":"a"}}""");
        var mapping = Readings.Mapping with { Time = new(Readings.Pointer("/ts"), JsonTimeForm.Rfc3339) };
        Assert.Equal([expected is null ? "!malformed" : "a/north @" + expected], Decoded.By(Readings.Decoder(mapping), payload, Subject));
        Agree(new ImportParser(new ImportFormat { Source = "s", Time = "/ts" }), mapping, payload, text);
        Assert.Equal(expected is not null, RecordStamp.TryParse(text, out _));
        Assert.Equal(expected is not null, new RecordParser().TryParse(Encoding.UTF8.GetBytes($$$"""{"at":"{{{text}}}","source":"s","data":1}"""), out _, out _));
    }

    /// <summary>What is imported is what live messages are: an error where the decoder would say malformed, the same event at the same time else.</summary>
    private static void Agree(ImportParser parser, Streams.Decoding.JsonMapping mapping, byte[] payload, string about)
    {
        var live = Decoded.By(Readings.Decoder(mapping), payload, Subject);
        if (!parser.TryParse(payload, out var at, out var message, out _))
        {
            Assert.True(live[0].EndsWith("!malformed", StringComparison.Ordinal), about + ": " + live[0]);
            return;
        }

        Assert.Equal(live, Decoded.By(Readings.Decoder(mapping), message.ToArray(), Subject));
        Assert.True(live[0].Contains(" @" + new DateTime(at).ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", null), StringComparison.Ordinal), about + ": " + live[0]);
    }

    private static byte[] Message(byte[] inside) => [.. "{\"sensor\":{\"id\":\"a\"},\"t\":1,\"x\":"u8, .. inside, .. "}"u8];

    private static HashSet<string> Names(IEnumerable<JsonCase> cases) => [.. cases.Select(c => c.Name)];
}
