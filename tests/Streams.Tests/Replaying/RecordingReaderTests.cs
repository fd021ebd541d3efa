using System.IO.Compression;
using System.Text;
using Streams.Recording;
using Streams.Replaying;

namespace Streams.Tests.Replaying;

/// <summary>Files that are good, torn and bad: what is read of them, and the one line that each mistake gives.</summary>
public sealed class RecordingReaderTests : IDisposable
{
    private const string Header = "{\"streams\":1,\"started\":\"2026-11-24T03:00:00Z\",\"pipeline\":\"p\",\"parameters\":{\"a\":\"b\"}}\n";
    private const string End = "{\"end\":\"2026-11-24T03:00:09.5000000Z\"}\n";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streams-reader-");
    private readonly List<string> _warnings = [];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Read_EveryFormOfALine_GivesTheSameMessage()
    {
        string[] lines =
        [
            "{\"at\":\"2026-11-24T03:00:01.0000000Z\",\"source\":\"s\",\"subject\":\"x\",\"data\":{\"a\":1}}\n",
            "{\"at\":\"2026-11-24T03:00:02Z\",\"source\":\"s\",\"subject\":\"x\",\"data\":{\"a\":1}}\r\n",
            " { \"data\" : {\"a\":1}, \"subject\":\"x\", \"extra\":[1,{}], \"source\":\"\\u0073\", \"at\":\"2026-11-24T04:00:03.000+01:00\" }\n",
            "{\"at\":\"2026-11-24T03:00:04.0000000Z\",\"source\":\"s\",\"subject\":\"x\",\"base64\":\"eyJhIjoxfQ==\"}\n",
            "{\"at\":\"2026-11-24T03:00:05.1234567Z\",\"source\":\"s\",\"subject\":\"x\",\"data\":{\"a\":1},\"headers\":{\"k\":[\"v\"]}}\n",
            "{\"at\":\"2026-11-24T03:00:06.0000000Z\",\"source\":\"s\",\"subject\":\"x\",\"headers\":{\"k\":[\"v\",\"}\"]},\"data\":{\"a\":1}}\n",
        ];
        var messages = Read("\uFEFF" + Header + string.Concat(lines) + End).Where(l => l.StartsWith("message", StringComparison.Ordinal)).ToArray();
        Assert.Equal(lines.Length, messages.Length);
        Assert.All(messages, m => Assert.EndsWith(" s x {\"a\":1}", m));
        Assert.Equal("message 2026-11-24T03:00:05.1234567Z s x {\"a\":1}", messages[4]);
        Assert.Empty(_warnings);
    }

    [Fact]
    public void Read_SecondSegment_EndsTheFirst() => Assert.Equal(
        ["header 1", "message 2026-11-24T03:00:01.0000000Z s x 1", "trailer 2026-11-24T03:00:09.5000000Z", "header 1", "trailer 2026-11-24T03:00:09.5000000Z"],
        Read(Header + Message("01") + End + Header + End));

    [Fact]
    public void Read_Absence_IsARecordOfItsOwn() => Assert.Equal(
        ["header 1", "message 2026-11-24T03:00:01.0000000Z s x 1", "absent 2026-11-24T03:00:02.0000000Z 2026-11-24T03:00:05.0000000Z", "trailer 2026-11-24T03:00:09.5000000Z"],
        Read(Header + Message("01") + "{\"until\":\"2026-11-24T03:00:05Z\",\"at\":\"2026-11-24T03:00:02Z\"}\n" + End));

    [Theory]
    [InlineData("")]
    [InlineData("{\"at\":\"2026-11-24T03:00:02.00")]
    public void Read_TornFile_EndsWithItsLastRecordAndSaysSo(string torn)
    {
        Assert.Equal("trailer 2026-11-24T03:00:01.0000000Z", Read(Header + Message("01") + torn)[^1]);
        Assert.Contains("torn", Assert.Single(_warnings));
    }

    [Fact]
    public void Read_CompressedFileWithoutItsFooter_IsTorn()
    {
        var path = Compressed(Header + Message("01"));
        var bytes = File.ReadAllBytes(path);
        // Without its footer, as a process that was killed after a flush leaves it.
        File.WriteAllBytes(path, bytes[..^8]);
        Assert.Equal("trailer 2026-11-24T03:00:01.0000000Z", ReadFile(path)[^1]);
        Assert.Contains("torn", Assert.Single(_warnings));
    }

    [Fact]
    public void Read_CorruptCompressedFile_IsRefused()
    {
        var path = Compressed(Header + Message("01") + End);
        var bytes = File.ReadAllBytes(path);
        bytes.AsSpan(12, 40).Fill(0xFF);
        File.WriteAllBytes(path, bytes);
        Refused(path, "corrupt");
        File.WriteAllText(path, Header);
        Refused(path, "corrupt");
    }

    [Theory]
    [InlineData("", ":0: ", "empty")]
    [InlineData("not json\n", ":1: ", "header")]
    [InlineData("{\"a\":1}\n", ":1: ", "--time")]
    [InlineData("{\"timestamp\":1,\"event\":{}}\n", ":1: ", "Dynamo's recorder")]
    [InlineData("{\"at\":\"2026-11-24T03:00:01Z\",\"source\":\"s\",\"data\":1}\n", ":1: ", "header")]
    [InlineData("{\"streams\":2,\"started\":\"2026-11-24T03:00:00Z\"}\n", ":1: ", "version 2")]
    [InlineData("{\"streams\":1,\"started\":\"yesterday\"}\n", ":1: ", "started")]
    [InlineData(Header + "\n", ":2: ", "JSON")]
    [InlineData(Header + "{\"at\":\"2026-11-24T03:00:01Z\"}\n", ":2: ", "source")]
    [InlineData(Header + "{\"at\":\"03:00\",\"source\":\"s\",\"data\":1}\n", ":2: ", "at")]
    [InlineData(Header + "{\"at\":\"2026-11-24T03:00:01Z\",\"source\":\"s\"}\n", ":2: ", "data")]
    [InlineData(Header + "{\"at\":\"2026-11-24T03:00:01Z\",\"source\":\"s\",\"base64\":\"?\"}\n", ":2: ", "base64")]
    [InlineData(Header + "{\"at\":\"2026-11-24T03:00:01.0000000Z\",\"source\":\"s\",\"subject\":\"x\",\"data\":{\"a\":1},\"b\":}\n", ":2: ", "JSON")]
    [InlineData(Header + "{\"at\":\"2026-11-24T03:00:01.0000000Z\",\"source\":\"s\",\"subject\":\"x\",\"data\":1}\n{\"at\":\"2026-11-24T03:00:01.0000000Z\",\"source\":\"s\",\"subject\":\"x\",\"data\":1}\n", ":3: ", "increase")]
    [InlineData(Header + End + "{\"at\":\"2026-11-24T03:00:10Z\",\"source\":\"s\",\"data\":1}\n", ":3: ", "after the end")]
    [InlineData(Header + "{\"end\":\"2026-11-24T02:00:00Z\"}\n", ":2: ", "before")]
    public void Read_BadLine_IsNamedWithItsNumber(string content, string place, string told)
    {
        var path = Path.Combine(_folder.FullName, "bad.ndjson");
        File.WriteAllText(path, content);
        Assert.Contains(place, Refused(path, told));
    }

    [Fact]
    public void Read_LineBeyondEightMebibytes_IsRefused()
    {
        var path = Path.Combine(_folder.FullName, "long.ndjson");
        File.WriteAllText(path, Header + new string(' ', 9 << 20));
        Assert.Contains(":2: ", Refused(path, "8 MiB"));
    }

    [Fact]
    public void Read_CompressedFileOfAKilledProcess_IsReadToItsLastWholeLine()
    {
        var path = Path.Combine(_folder.FullName, "x.ndjson.gz");
        var whole = new MemoryStream();
        using (var gzip = new GZipStream(whole, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var line in (string[])[Header, Message("01"), Message("02"), Message("03")])
            {
                gzip.Write(Encoding.UTF8.GetBytes(line));
                gzip.Flush();
            }
        }

        var bytes = whole.ToArray();
        var read = new HashSet<int>();
        for (var length = bytes.Length - 1; length > 0; length--)
        {
            File.WriteAllBytes(path, bytes[..length]);
            var records = Try(path);
            // Nothing at all of a file without a whole header; never part of a line, and never a line that was not there.
            string[] messages = [.. records.Where(r => r.StartsWith("message", StringComparison.Ordinal))];
            Assert.Equal(Enumerable.Range(1, messages.Length).Select(i => $"message 2026-11-24T03:00:0{i}.0000000Z s x 1"), messages);
            if (records.Count > 0) Assert.StartsWith("trailer", records[^1]);
            read.Add(messages.Length);
        }

        Assert.Equal([0, 1, 2, 3], read.Order());

        List<string> Try(string file)
        {
            try
            {
                return ReadFile(file);
            }
            catch (RecordingException refused)
            {
                Assert.DoesNotContain("corrupt", refused.Message);
                return [];
            }
        }
    }

    [Fact]
    public void Read_DirectoryOrNothing_IsRefused()
    {
        Refused(_folder.FullName, "directory");
        Refused(Path.Combine(_folder.FullName, "absent.ndjson"), "cannot be read");
    }

    [Fact]
    public void Read_PartsOutOfOrder_AreRefused()
    {
        string[] paths = [.. Enumerable.Range(1, 3).Select(part =>
        {
            var path = Path.Combine(_folder.FullName, $"{part}.ndjson");
            File.WriteAllText(path, Header.Replace("\"parameters\"", $"\"part\":{part},\"parameters\"") + Message("01") + End.Replace("09", "01"));
            return path;
        })];
        Assert.Contains("part 3 of a recording after part 1", Assert.Throws<RecordingException>(() => ReadAll(paths[0], paths[2])).Message);
    }

    private static string Message(string seconds) => $"{{\"at\":\"2026-11-24T03:00:{seconds}.0000000Z\",\"source\":\"s\",\"subject\":\"x\",\"data\":1}}\n";

    private string Refused(string path, string told)
    {
        var message = Assert.Throws<RecordingException>(() => ReadFile(path)).Message;
        Assert.Contains(told, message);
        Assert.Contains(path, message);
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private string Compressed(string content)
    {
        var path = Path.Combine(_folder.FullName, "x.ndjson.gz");
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes(content));
        return path;
    }

    private List<string> Read(string content)
    {
        var path = Path.Combine(_folder.FullName, "x.ndjson");
        File.WriteAllText(path, content);
        return ReadFile(path);
    }

    private List<string> ReadFile(string path) => ReadAll(path);

    private List<string> ReadAll(params string[] paths)
    {
        using var reader = new RecordingReader(paths) { Warned = _warnings.Add };
        var records = new List<string>();
        while (reader.TryRead(out var record))
        {
            var at = RecordStamp.Format(new DateTimeOffset(record.At, TimeSpan.Zero));
            records.Add(record.Kind switch
            {
                RecordKind.Header => $"header {record.Header!.Part}",
                RecordKind.Trailer => $"trailer {at}",
                RecordKind.Stall => $"absent {at} {RecordStamp.Format(new DateTimeOffset(record.Until, TimeSpan.Zero))}",
                _ => $"message {at} {record.Source!.Name} {record.Subject} {Encoding.UTF8.GetString(record.Payload)}",
            });
        }

        return records;
    }
}
