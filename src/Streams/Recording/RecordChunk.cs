namespace Streams.Recording;

/// <summary>Messages on their way from the lane to the file, as they are: formatting is the writer's work, not the lane's.</summary>
internal sealed class RecordChunk
{
    private const int Bytes = 1 << 18;
    private const int Messages = 4096;
    private byte[] _payloads = new byte[Bytes];
    private Entry[] _entries = new Entry[256];

    internal int Count { get; private set; }

    internal int Length { get; private set; }

    internal bool IsFull => Length >= Bytes || Count >= Messages;

    internal ref readonly Entry this[int index] => ref _entries[index];

    internal ReadOnlySpan<byte> Payload(in Entry entry) => _payloads.AsSpan(entry.Offset, entry.Length);

    internal void Add(long stamp, string source, string subject, ReadOnlySpan<byte> payload)
    {
        if (Count == _entries.Length) Array.Resize(ref _entries, Count * 2);
        if (Length + payload.Length > _payloads.Length) Array.Resize(ref _payloads, Math.Max(_payloads.Length * 2, Length + payload.Length));
        payload.CopyTo(_payloads.AsSpan(Length));
        _entries[Count++] = new Entry(stamp, source, subject, Length, payload.Length);
        Length += payload.Length;
    }

    /// <summary>Marks where the lane began anew: an entry without a source.</summary>
    internal void AddReset(DateTimeOffset end, DateTimeOffset started)
    {
        Add(end.UtcTicks, "", "", []);
        _entries[Count - 1] = _entries[Count - 1] with { Restarted = started.UtcTicks };
    }

    internal void Clear()
    {
        Array.Clear(_entries, 0, Count);
        Count = Length = 0;
        if (_payloads.Length > Bytes * 4) _payloads = new byte[Bytes];
    }

    /// <summary>A message, or the end of a segment where <see cref="Restarted"/> is the next one's start in ticks.</summary>
    internal readonly record struct Entry(long Stamp, string Source, string Subject, int Offset, int Length, long Restarted = 0);
}
