using System.IO.Compression;
using System.Text;
using Streams.Allocation.Tests.Support;
using Streams.Recording;
using Streams.Replaying;

namespace Streams.Allocation.Tests.Replaying;

public sealed class RecordingReaderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streams-reader-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Read_LineOf300Megabytes_IsRefusedInBoundedMemory()
    {
        var path = Path.Combine(_folder.FullName, "bomb.ndjson.gz");
        using (var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes("{\"streams\":1,\"started\":\"2026-11-24T03:00:00Z\",\"pipeline\":\"p\",\"parameters\":{}}\n"));
            for (var i = 0; i < 300; i++) gzip.Write(new byte[1 << 20]);
        }

        // Whichever threads read it: nothing else runs in this process.
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Contains("8 MiB", Assert.Throws<RecordingException>(() => ReadAll(path)).Message);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 64L << 20);
    }

    private static void ReadAll(string path)
    {
        using var reader = new RecordingReader([path]);
        while (reader.TryRead(out _))
        {
            // Only what it costs matters.
        }
    }
}
