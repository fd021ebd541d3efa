namespace Streams.Nats.Tests.Support;

/// <summary>Gives its bytes in pieces of given sizes, by turns.</summary>
internal sealed class PiecesStream(byte[] bytes, int[] sizes) : MemoryStream(bytes)
{
    private int _turn;

    public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, sizes[_turn++ % sizes.Length]));
}
