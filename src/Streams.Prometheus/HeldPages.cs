namespace Streams.Prometheus;

/// <summary>The pages that somebody is still reading, of which there are only so many: the readers of the oldest are cut off.</summary>
/// <remarks>So readers that take nothing cost no more memory than this, and a new page always has room. Safe from any thread.</remarks>
internal sealed class HeldPages
{
    /// <summary>The most pages at a time.</summary>
    internal const int MostPages = 8;

    /// <summary>The most bytes of them; a longer page stands alone.</summary>
    internal const long MostBytes = 128 << 20;

    private readonly LinkedList<PageSnapshot> _pages = [];
    private readonly Lock _gate = new();
    private long _bytes;

    /// <summary>Holds a page that is whole, and cuts what is too much.</summary>
    internal void Add(PageSnapshot page)
    {
        var old = new List<PageSnapshot>();
        lock (_gate)
        {
            _pages.AddLast(page);
            _bytes += page.Length;
            while (_pages.Count > MostPages || (_bytes > MostBytes && _pages.Count > 1))
            {
                old.Add(_pages.First!.Value);
                RemoveFirst();
            }
        }

        foreach (var one in old) one.LetGo();
    }

    /// <summary>Nobody reads it any more.</summary>
    internal void Remove(PageSnapshot page)
    {
        lock (_gate)
        {
            if (_pages.Remove(page)) _bytes -= page.Length;
        }
    }

    private void RemoveFirst()
    {
        _bytes -= _pages.First!.Value.Length;
        _pages.RemoveFirst();
    }
}
