namespace Streams.Recording;

/// <summary>The record of each message in a batch: made where the payload is at hand, with room for the stamp that the lane gives it.</summary>
internal sealed class RecordLines
{
    /// <summary>A buffer that grew beyond it is not kept for the next batch.</summary>
    private const int KeptBytes = 1 << 18;

    private byte[] _bytes = new byte[256];
    private int[] _ends = new int[4];
    private int _count;

    internal int Length { get; private set; }

    /// <summary>The records of some messages, one behind the other.</summary>
    internal ReadOnlySpan<byte> Of(int first, int end) => _bytes.AsSpan(StartOf(first).._ends[end - 1]);

    /// <summary>A message's record from behind its stamp on.</summary>
    internal ReadOnlySpan<byte> BehindStamp(int message) => _bytes.AsSpan((StartOf(message) + RecordLine.AtStart.Length + RecordStamp.Length).._ends[message]);

    /// <summary>The room for a message's stamp.</summary>
    internal Span<byte> StampOf(int message) => _bytes.AsSpan(StartOf(message) + RecordLine.AtStart.Length, RecordStamp.Length);

    internal void Clear()
    {
        if (_bytes.Length > KeptBytes) _bytes = new byte[256];
        Length = _count = 0;
    }

    /// <summary>Room for the next message's record of at most <paramref name="size"/> bytes, of which <see cref="Add"/> keeps the first.</summary>
    internal Span<byte> Room(int size)
    {
        if (Length + size > _bytes.Length) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + size));
        return _bytes.AsSpan(Length);
    }

    internal void Add(int written)
    {
        if (_count == _ends.Length) Array.Resize(ref _ends, _count * 2);
        Length += written;
        _ends[_count++] = Length;
    }

    private int StartOf(int message) => message == 0 ? 0 : _ends[message - 1];
}
