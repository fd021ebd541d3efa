using System.Buffers;

namespace Streams.Prometheus;

/// <summary>A page as it grows: pieces of 64 KB, of which the last is not full.</summary>
/// <remarks>One array would have to be copied as it grows, and be as long as the longest page ever after.</remarks>
internal sealed class PieceStream(PiecePool pool) : Stream
{
    private Piece? _first;
    private Piece? _last;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _last is null ? 0 : _last.RunningIndex + _last.Memory.Length;

    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException();
    }

    /// <summary>Everything that was written.</summary>
    internal ReadOnlySequence<byte> Content => _last is null ? default : new ReadOnlySequence<byte>(_first!, 0, _last, _last.Memory.Length);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (_last is null or { Room: 0 })
            {
                _last = new Piece(pool.Rent(), _last);
                _first ??= _last;
            }

            buffer = buffer[_last.Fill(buffer)..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Gives the pieces back; the content is gone.</summary>
    internal void Return()
    {
        for (var piece = _first; piece is not null; piece = (Piece?)piece.Next) pool.Return(piece.Bytes);
        (_first, _last) = (null, null);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        internal Piece(byte[] bytes, Piece? before)
        {
            Bytes = bytes;
            if (before is null) return;
            RunningIndex = before.RunningIndex + before.Memory.Length;
            before.Next = this;
        }

        internal byte[] Bytes { get; }

        internal int Room => Bytes.Length - Memory.Length;

        /// <summary>Takes as much as there is room for, and returns how much.</summary>
        internal int Fill(ReadOnlySpan<byte> from)
        {
            var count = Math.Min(Room, from.Length);
            from[..count].CopyTo(Bytes.AsSpan(Memory.Length));
            Memory = Bytes.AsMemory(0, Memory.Length + count);
            return count;
        }
    }
}
