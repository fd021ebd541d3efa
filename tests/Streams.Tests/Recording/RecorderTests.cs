using System.Text;
using CsCheck;
using Streams.Definition;
using Streams.Recording;
using Streams.Replaying;
using Streams.Tests.Support;
using static Streams.Tests.Support.LaneBench;

namespace Streams.Tests.Recording;

/// <summary>What the recorder writes, and what it does when it cannot.</summary>
public sealed class RecorderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streams-recorder-");

    public void Dispose() => _folder.Delete(recursive: true);

    private static PipelineDefinition Pipeline => PipelineOf([Source()], Metric("total", Call("sum", "a")));

    [Fact]
    public async Task Append_AnyPayloadAndSubject_AreReadAsTheyWere() =>
        await Gen.Select(Gen.Byte.Array[0, 40], Gen.String[0, 10]).Array[1, 20].SampleAsync(
            async messages =>
            {
                var path = Path.Combine(_folder.FullName, Guid.NewGuid() + ".ndjson");
                using (var recorder = new Recorder(new RecordingOptions(path), Pipeline.Name, Pipeline.Parameters))
                {
                    recorder.Begin(ManualTime.Start);
                    var format = new RecordFormat("s \"é\"");
                    var lines = new RecordLines();
                    for (var i = 0; i < messages.Length; i++)
                    {
                        format.Add(lines, messages[i].Item2, messages[i].Item1);
                        recorder.Append(ManualTime.Start.UtcTicks + 1 + i, lines, i);
                    }

                    recorder.End(ManualTime.Start.AddSeconds(1));
                    await recorder.Completion;
                }

                using var reader = new RecordingReader([path]) { Warned = Assert.Null };
                Assert.True(reader.TryRead(out var record) && record.Kind == RecordKind.Header);
                foreach (var (payload, subject) in messages)
                {
                    Assert.True(reader.TryRead(out record));
                    Assert.Equal("s \"é\"", record.Source!.Name);
                    Assert.Equal(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(subject)), record.Subject);
                    Assert.Equal(payload, record.Payload.ToArray());
                }

                Assert.True(reader.TryRead(out record) && record.Kind == RecordKind.Trailer);
            },
            iter: 100,
            threads: 1);

    [Fact]
    public void Add_Headers_StandBetweenSubjectAndPayloadAndNothingElseChanges()
    {
        var lines = new RecordLines();
        var format = new RecordFormat("s");
        format.Add(lines, "x", "1"u8, "{\"A\":[\"b\"]}"u8);
        format.Add(lines, "x", "1"u8);
        format.Add(lines, "x", "no json"u8, "{\"A\":[\"b\",\"c\"]}"u8);
        Assert.Equal("\",\"source\":\"s\",\"subject\":\"x\",\"headers\":{\"A\":[\"b\"]},\"data\":1}\n", Encoding.UTF8.GetString(lines.BehindStamp(0)));
        Assert.Equal("\",\"source\":\"s\",\"subject\":\"x\",\"data\":1}\n", Encoding.UTF8.GetString(lines.BehindStamp(1)));
        Assert.Equal("\",\"source\":\"s\",\"subject\":\"x\",\"headers\":{\"A\":[\"b\",\"c\"]},\"base64\":\"bm8ganNvbg==\"}\n", Encoding.UTF8.GetString(lines.BehindStamp(2)));
    }

    [Fact]
    public void Create_ExistingFile_IsRefusedWithoutForce()
    {
        var path = Path.Combine(_folder.FullName, "x.ndjson");
        File.WriteAllText(path, "mine");
        Assert.Contains("--force", Assert.Throws<RecordingException>(() => new Recorder(new RecordingOptions(path), Pipeline.Name, Pipeline.Parameters)).Message);
        Assert.Equal("mine", File.ReadAllText(path));
        new Recorder(new RecordingOptions(path) { Force = true }, Pipeline.Name, Pipeline.Parameters).Dispose();
        Assert.Empty(File.ReadAllText(path));
    }

    [Fact]
    public void Create_FilesOfAnEarlierRotation_AreRefusedWithoutForceAndGoWithIt()
    {
        var options = new RecordingOptions(Path.Combine(_folder.FullName, "x.ndjson")) { RotateBytes = 1000 };
        File.WriteAllText(options.FileName(7), "old");
        Assert.Contains("--force", Assert.Throws<RecordingException>(() => new Recorder(options, Pipeline.Name, Pipeline.Parameters)).Message);
        new Recorder(options with { Force = true }, Pipeline.Name, Pipeline.Parameters).Dispose();
        Assert.Equal([options.FileName(1)], Directory.GetFiles(_folder.FullName));
    }

    [Fact]
    public void Create_RecordingsOfOtherNamesBesideARotation_StayAsTheyAre()
    {
        var options = new RecordingOptions(Path.Combine(_folder.FullName, "day.ndjson")) { RotateBytes = 1000, Force = true };
        string[] others = ["day.decode.ndjson", "day.a.ndjson", "day.0000001.ndjson", "day.00001x.ndjson", "day.ndjson"];
        foreach (var other in others) File.WriteAllText(Path.Combine(_folder.FullName, other), "mine");
        new Recorder(options, Pipeline.Name, Pipeline.Parameters).Dispose();
        Assert.All(others, other => Assert.Equal("mine", File.ReadAllText(Path.Combine(_folder.FullName, other))));
    }

    [Theory]
    [InlineData("x000001.ndjson", "x000002.ndjson", "x000001.000002.ndjson")]
    [InlineData("d?y.ndjson", "day.000002.ndjson", "d?y.000002.ndjson")]
    [InlineData("day.000001", "day.000002", "day.000002.000001")]
    [InlineData("day", "day.00000२", "day.000002")]
    public void Create_RotationOfAnOddName_RemovesItsOwnPartsAlone(string name, string other, string part)
    {
        foreach (var file in (string[])[other, part]) File.WriteAllText(Path.Combine(_folder.FullName, file), "mine");
        new Recorder(new RecordingOptions(Path.Combine(_folder.FullName, name)) { RotateBytes = 1000, Force = true }, Pipeline.Name, Pipeline.Parameters).Dispose();
        Assert.Equal("mine", File.ReadAllText(Path.Combine(_folder.FullName, other)));
        Assert.False(File.Exists(Path.Combine(_folder.FullName, part)));
    }

    [Fact]
    public void Create_SymbolicLinkWithForce_LeavesWhatItPointsTo()
    {
        var (link, target) = (Path.Combine(_folder.FullName, "x.ndjson"), Path.Combine(_folder.FullName, "secret"));
        File.WriteAllText(target, "mine");
        File.CreateSymbolicLink(link, target);
        new Recorder(new RecordingOptions(link) { Force = true }, Pipeline.Name, Pipeline.Parameters).Dispose();
        Assert.Equal("mine", File.ReadAllText(target));
        Assert.Null(new FileInfo(link).LinkTarget);
    }

    [Fact]
    public void Create_OnUnix_IsForItsOwnerAlone()
    {
        var path = Path.Combine(_folder.FullName, "x.ndjson");
        new Recorder(new RecordingOptions(path), Pipeline.Name, Pipeline.Parameters).Dispose();
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void Create_FolderThatIsNotThere_IsRefused() =>
        Assert.Contains("cannot be written", Assert.Throws<RecordingException>(() => new Recorder(new RecordingOptions(Path.Combine(_folder.FullName, "no", "x.ndjson")), Pipeline.Name, Pipeline.Parameters)).Message);

    [Fact]
    public async Task Append_FullDisk_EndsTheRecordingOnceAndCountsTheRest()
    {
        var failures = new List<Exception>();
        // A device that is always full.
        using var recorder = new Recorder(new RecordingOptions("/dev/full") { Force = true }, Pipeline.Name, Pipeline.Parameters) { Failed = failures.Add };
        using var bench = new LaneBench(Pipeline, recorder: recorder);
        bench.Send("w1 a=1");
        bench.Turn(1);
        await recorder.Completion;
        bench.Send("w1 a=2");
        bench.Turn(2);
        bench.Read();
        Assert.Equal(0, bench.Page["streams_recording_up{pipeline=\"p\"}"]);
        Assert.Equal(2, bench.Page["streams_recording_lost_messages_total{pipeline=\"p\"}"]);
        Assert.Equal(3, bench.Page["total{worker=\"w1\"}"]);
        Assert.IsType<IOException>(Assert.Single(failures), exactMatch: false);
    }

    [Theory]
    [InlineData("day.ndjson", "day.prefill.ndjson")]
    [InlineData("a.b/day.ndjson.gz", "a.b/day.prefill.ndjson.gz")]
    [InlineData("a.b/day", "a.b/day.prefill")]
    [InlineData(".hidden", ".hidden.prefill")]
    public void Insert_AnyName_GoesBeforeTheExtension(string path, string expected) => Assert.Equal(expected, RecordingOptions.Insert(path, "prefill"));
}
