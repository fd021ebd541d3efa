using System.Text;
using Streams.Discovery.Following;

namespace Streams.Discovery.Tests.Following;

public sealed class LineReaderTests
{
    [Theory]
    [InlineData("", new string[0])]
    [InlineData("a\n\nb\n", new[] { "a", "", "b" })]
    [InlineData("a\nhalf", new[] { "a" })]
    public async Task Lines_OfAStream_AreItsWholeOnes(string text, string[] lines) => Assert.Equal(lines, await ReadAsync(text, 3));

    [Fact]
    public async Task Lines_LongerThanTheBuffer_AreWhole()
    {
        string[] lines = [new('a', 200_000), "b", new('c', 70_000), "d"];
        Assert.Equal(lines, await ReadAsync(string.Join("", lines.Select(line => line + "\n")), 9_999));
    }

    private static async Task<string[]> ReadAsync(string text, int piece)
    {
        var lines = new List<string>();
        await foreach (var line in LineReader.ReadAsync(new Pieces(Encoding.UTF8.GetBytes(text), piece), CancellationToken.None)) lines.Add(Encoding.UTF8.GetString(line.Span));
        return [.. lines];
    }

    private sealed class Pieces(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
