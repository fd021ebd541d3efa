using System.Text;
using CsCheck;

namespace Streams.Definitions.Tests;

/// <summary>Whatever a file holds, reading it gives a pipeline or mistakes, never an exception.</summary>
public sealed class RobustnessTests
{
    private static readonly byte[] ShippedFile = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "pipelines", "dynamo.yaml"));

    [Fact]
    public void Read_DamagedFile_NeverThrows() =>
        Gen.Select(Gen.Int[0, ShippedFile.Length - 1], Gen.Int[0, 20], Gen.OneOf(Array.ConvertAll<string, Gen<string>>(["", ":", "[", "]", "{", "}", "\"", "'", "- ", "\n", "\t", "&a ", "*a", "!x ", "${", "%", "@", "|", ">", "\\UFFFFFFFF", "---\n", "\0", "? ", "(", "💥"], Gen.Const))).Array[1, 4]
            .Sample(damages =>
            {
                var bytes = new List<byte>(ShippedFile);
                foreach (var (at, removed, inserted) in damages.OrderByDescending(d => d.Item1))
                {
                    bytes.RemoveRange(at, Math.Min(removed, bytes.Count - at));
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(inserted));
                }

                var result = Some.Read([.. bytes]);
                Assert.True(result.Definition is null == result.Mistakes.Count > 0);
                Assert.All(result.Mistakes, mistake => Assert.DoesNotContain('\n', mistake.Message));
            }, iter: 2000);

    [Fact]
    public void Read_RandomBytes_NeverThrows() =>
        Gen.Byte.Array[0, 200].Sample(bytes => Assert.NotNull(Some.Read(bytes)), iter: 2000);
}
