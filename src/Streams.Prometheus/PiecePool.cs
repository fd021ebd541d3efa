namespace Streams.Prometheus;

/// <summary>Pieces of pages that were sent, for the pages to come: as many as the longest of the last few pages had.</summary>
/// <remarks>Safe from any thread. Slow clients may hold more; those are left to the collector.</remarks>
internal sealed class PiecePool(Headroom headroom)
{
    private const int PieceBytes = 1 << 16;

    private readonly Stack<byte[]> _free = [];
    private readonly Lock _gate = new();
    private int _most;

    internal byte[] Rent()
    {
        lock (_gate)
        {
            if (_free.TryPop(out var piece)) return piece;
        }

        headroom.Demand(PieceBytes);
        return GC.AllocateUninitializedArray<byte>(PieceBytes);
    }

    internal void Return(byte[] piece)
    {
        lock (_gate)
        {
            if (_free.Count < _most) _free.Push(piece);
        }
    }

    /// <summary>Lets go of all that is free.</summary>
    internal void Clear()
    {
        lock (_gate) _free.Clear();
    }

    /// <summary>Says how long a page was: what more than that is free is let go.</summary>
    internal void Keep(long bytes)
    {
        var pieces = (int)((bytes + PieceBytes - 1) / PieceBytes);
        lock (_gate)
        {
            // Slowly less: pages in two formats differ.
            _most = Math.Max(pieces, _most - ((_most + 15) / 16));
            while (_free.Count > _most) _free.Pop();
        }
    }
}
