using System.Text;
using Streams.Allocation.Tests.Support;
using Streams.Definitions;

namespace Streams.Allocation.Tests.Definitions;

/// <summary>Files made to take all memory are refused within 64 MiB.</summary>
public sealed class PipelineFileTests
{
    private const long Bound = 64L << 20;

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{a: ", "}")]
    [InlineData("- ", "")]
    public void Read_Nested20000Deep_IsRefusedInBoundedMemory(string open, string close) =>
        AssertRefused("nested deeper than 64 levels", string.Concat(Enumerable.Repeat(open, 20_000)) + "x" + string.Concat(Enumerable.Repeat(close, 20_000)));

    [Fact]
    public void Read_FileOf100Megabytes_IsRefusedInBoundedMemory()
    {
        var path = Path.GetTempFileName();
        using (var file = File.Create(path)) file.SetLength(100_000_000);
        var (bytes, result) = Allocations.Of(() => PipelineFile.Read(path, new Dictionary<string, string>(), []));
        File.Delete(path);
        Assert.Contains("longer than 1 MiB", Assert.Single(result.Mistakes).Message);
        Assert.InRange(bytes, 0, Bound);
    }

    [Fact]
    public void Read_AliasBomb_IsRefusedInBoundedMemory()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (var i = 1; i < 30; i++) text.Append($"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n");
        AssertRefused("more than 200000 values, aliases followed", text.ToString());
    }

    private static void AssertRefused(string why, string text)
    {
        var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        var (bytes, result) = Allocations.Of(() => PipelineFile.Read("p.yaml", content, new Dictionary<string, string>(), []));
        Assert.Contains(why, Assert.Single(result.Mistakes).Message);
        Assert.InRange(bytes, 0, Bound);
    }
}
