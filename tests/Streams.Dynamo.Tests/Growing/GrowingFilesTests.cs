using System.IO.Compression;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Streams.Decoding;
using Streams.Definition;
using Streams.Dynamo.Growing;
using Streams.Events;
using Streams.Lane;
using Streams.Nats;
using Streams.Publishing;
using Streams.Testing.Support;

namespace Streams.Dynamo.Tests.Growing;

/// <summary>Files that processes of a fleet write while they are read: each row comes once, in order, whatever the writer does meanwhile.</summary>
public sealed class GrowingFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streams-growing-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_WhatIsThereAtFirst_IsPassedOver()
    {
        Append("a.jsonl", "old\nhalf");
        AppendMember("b.jsonl.gz", "old\n");
        var heard = new Heard(Pattern("*"));
        Assert.Empty(heard.Look());
        Assert.Equal(new FileInfo(PathOf("b.jsonl.gz")).Length + 8, heard.PassedOver);

        Append("a.jsonl", " of it\nnew\n");
        AppendMember("b.jsonl.gz", "newer\n");

        Assert.Equal(["new", "newer"], heard.Look());
    }

    [Fact]
    public void Read_FileThatComes_IsReadFromItsBeginning()
    {
        var heard = new Heard(Pattern("requests*.jsonl"));
        heard.Look();

        Append("requests.000001.jsonl", "one\ntwo\n");
        Append("passes.jsonl", "no\n");

        Assert.Equal(["one", "two"], heard.Look());
    }

    [Fact]
    public void Read_TornLine_WaitsForItsRest()
    {
        var heard = new Heard(Pattern("*.jsonl"));
        heard.Look();
        Append("a.jsonl", "{\"timest");
        Assert.Empty(heard.Look());

        Append("a.jsonl", "amp\":1}");
        Assert.Empty(heard.Look());
        Append("a.jsonl", "\n");

        Assert.Equal(["{\"timestamp\":1}"], heard.Look());
    }

    [Fact]
    public void Read_TornMember_WaitsForItsRest()
    {
        var heard = new Heard(Pattern("*.jsonl.gz"));
        heard.Look();
        var first = Member("one\n");
        var second = Member(string.Concat(Enumerable.Range(0, 1000).Select(i => $"row {i * 7919}\n")));

        for (var cut = 3; cut < second.Length; cut += 97)
        {
            File.WriteAllBytes(PathOf($"{cut}.jsonl.gz"), [.. first, .. second[..cut]]);
            Assert.Equal(["one"], heard.Look());
            Append($"{cut}.jsonl.gz", second[cut..]);
            Assert.Equal(1000, heard.Look().Count);
            File.Delete(PathOf($"{cut}.jsonl.gz"));
        }

        Assert.Equal(0, heard.Broken);
    }

    [Fact]
    public void Read_LineOverTwoMembers_IsOne()
    {
        var heard = new Heard(Pattern("*.gz"));
        heard.Look();
        AppendMember("a.jsonl.gz", "one\ntw");
        Assert.Equal(["one"], heard.Look());

        AppendMember("a.jsonl.gz", "o\n");

        Assert.Equal(["two"], heard.Look());
    }

    [Fact]
    public void Read_BrokenMember_IsToldAndTheRestIsRead()
    {
        var heard = new Heard(Pattern("*.gz"));
        heard.Look();
        var broken = Member("lost\n");
        broken[^6] ^= 1;
        File.WriteAllBytes(PathOf("a.jsonl.gz"), [.. broken, .. Enumerable.Range(0, 10).SelectMany(i => Member($"{i}\n"))]);

        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"{i}"), heard.Look());
        Assert.Equal(1, heard.Broken);
    }

    [Fact]
    public void Read_ShortenedFile_IsReadAnew()
    {
        var heard = new Heard(Pattern("*.jsonl"));
        heard.Look();
        Append("a.jsonl", "one\ntwo\nthr");
        heard.Look();

        File.WriteAllText(PathOf("a.jsonl"), "new\n");

        Assert.Equal(["new"], heard.Look());
    }

    [Fact]
    public void Read_AnotherFileOfTheName_IsReadAnewAlsoWhereItIsLonger()
    {
        var heard = new Heard(Pattern("*.jsonl"));
        heard.Look();
        Append("a.jsonl", "one\ntwo\n");
        heard.Look();

        File.Move(PathOf("a.jsonl"), PathOf("a.jsonl.1"));
        Append("a.jsonl", "three\nfour\nfive\n");

        Assert.Equal(["three", "four", "five"], heard.Look());
    }

    [Fact]
    public void Look_FolderThatIsNotThereYet_IsToldAndWaitedFor()
    {
        var other = new Heard(new FilePattern(Path.Combine(_folder, "absent", "*.jsonl")));
        other.Look();

        Assert.Contains("there is no folder", other.Wrong);
        Directory.CreateDirectory(PathOf("absent"));
        other.Look();
        Assert.Null(other.Wrong);
        Append("absent/a.jsonl", "one\n");
        Assert.Equal(["one"], other.Look());
    }

    [Fact]
    public void Read_LineThatNeverEnds_IsCutAndPassedOver()
    {
        var heard = new Heard(Pattern("*.jsonl"));
        heard.Look();
        Append("a.jsonl", new string('x', LineCutter.Longest + 100));
        Assert.Empty(heard.Look());
        Assert.Equal(1, heard.TooLarge);

        Append("a.jsonl", "xxx\nnext\n");

        Assert.Equal(["next"], heard.Look());
        Assert.Equal(1, heard.TooLarge);
    }

    [Fact]
    public void Files_OfPatterns_AreThoseThatAPersonMeans()
    {
        foreach (var name in (string[])["a/requests.000000.jsonl.gz", "b/requests.000000.jsonl.gz", "b/passes.1.000000.jsonl.gz", "b/requests.jsonl", "b/other.txt"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
            Append(name, "");
        }

        Assert.Equal(["a/requests.000000.jsonl.gz", "b/requests.000000.jsonl.gz"], FilesOf("*/requests.*.gz"));
        Assert.Equal(["b/requests.000000.jsonl.gz", "b/requests.jsonl"], FilesOf("b/requests.*"));
        Assert.Equal(["b/passes.1.000000.jsonl.gz", "b/requests.000000.jsonl.gz", "b/requests.jsonl"], FilesOf("b"));
        Assert.Equal(["b/other.txt"], FilesOf("b/other.txt"));
        Assert.Empty(FilesOf("b/none.jsonl"));
    }

    [Fact]
    public async Task HearAsync_WriterBesideIt_HearsAllAndEndsWhenTold()
    {
        var decoder = new LineKeeper();
        var definition = Definition(decoder) with { IsInFiles = true };
        using var lane = new LaneHost(new PipelineDefinition { Name = "test", Sources = [definition], Metrics = [] }, new SeriesTable(), TimeProvider.System, new LaneListener());
        lane.Start("test");
        using var stop = new CancellationTokenSource();
        var feed = new SourceFeed(lane.Inputs[0], definition.Subjects, new Lock(), (up, _) => lane.Inputs[0].IsUp = up);
        var files = new GrowingFiles([Pattern("*.gz")], TimeProvider.System, NullLogger.Instance);
        var hearing = files.HearAsync(definition, feed, NullLogger.Instance, stop.Token);
        while (!lane.Inputs[0].IsUp) await Task.Yield();

        for (var i = 0; i < 200; i++) AppendMember($"requests.{i / 50:d6}.jsonl.gz", $"{i}\n");
        await stop.CancelAsync();
        await hearing.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
        await lane.StopAsync();

        Assert.Equal(Enumerable.Range(0, 200).Select(i => ("rows", $"{i}")), decoder.Lines);
    }

    private static SubjectSourceDefinition Definition(IDecoder decoder) =>
        new() { Name = "requests", Schema = decoder.Schema, CreateDecoder = () => decoder, Subjects = ["rows"] };

    private static byte[] Member(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }

    private IEnumerable<string> FilesOf(string pattern) => Pattern(pattern).Files().Select(file => Path.GetRelativePath(_folder, file));

    private FilePattern Pattern(string text) => new(PathOf(text));

    private string PathOf(string name) => Path.Combine(_folder, name);

    private void Append(string name, string text) => Append(name, Encoding.UTF8.GetBytes(text));

    private void Append(string name, byte[] bytes)
    {
        using var file = new FileStream(PathOf(name), FileMode.Append);
        file.Write(bytes);
    }

    private void AppendMember(string name, string text) => Append(name, Member(text));

    /// <summary>One reading after the other, into a lane of its own.</summary>
    private sealed class Heard
    {
        private readonly LineKeeper _decoder = new();
        private readonly VirtualLane _lane;
        private readonly FilesReading _reading;
        private readonly SeriesTable _page = new();

        internal Heard(FilePattern pattern)
        {
            _lane = new VirtualLane(new PipelineDefinition { Name = "test", Sources = [Definition(_decoder)], Metrics = [] }, _page, DateTimeOffset.UnixEpoch, new LaneListener());
            _reading = new FilesReading([pattern], "rows", new SourceFeed(_lane.Inputs[0], ["rows"], new Lock(), (_, _) => { }));
        }

        internal long PassedOver => _reading.PassedOver;

        internal string? Wrong { get; private set; }

        internal int Broken { get; private set; }

        internal double? TooLarge => _page["streams_messages_rejected_total{pipeline=\"test\",source=\"requests\",reason=\"too_large\"}"];

        /// <summary>The lines that have come since the last look.</summary>
        internal IReadOnlyList<string> Look()
        {
            _decoder.Lines.Clear();
            Wrong = _reading.Look();
            while (_reading.ReadPiece())
            {
            }

            Broken += _reading.TakeBroken();
            _lane.Take();
            _lane.Read();
            return [.. _decoder.Lines.Select(line => line.Payload)];
        }
    }

    private sealed class LineKeeper : IDecoder
    {
        public EventSchema Schema { get; } = new([], []);

        internal List<(string Subject, string Payload)> Lines { get; } = [];

        public void Decode(string subject, ReadOnlySpan<byte> payload, EventWriter events) => Lines.Add((subject, Encoding.UTF8.GetString(payload)));
    }
}
