namespace Streams.Recording;

/// <summary>Of each message in a batch, its record from behind the stamp to the line break: made where the payload is at hand, stamped by the lane.</summary>
internal sealed class RecordTails
{
    /// <summary>A buffer that grew beyond it is not kept for the next batch.</summary>
    private const int KeptBytes = 1 << 18;

    private byte[] _bytes = new byte[256];
    private int[] _ends = new int[4];
    private int _count;

    internal int Length { get; private set; }

    internal ReadOnlySpan<byte> this[int message] => _bytes.AsSpan((message == 0 ? 0 : _ends[message - 1]).._ends[message]);

    internal void Clear()
    {
        if (_bytes.Length > KeptBytes) _bytes = new byte[256];
        Length = _count = 0;
    }

    /// <summary>Room for the next message's tail of at most <paramref name="size"/> bytes, of which <see cref="Add"/> keeps the first.</summary>
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
}
