using System.IO.Compression;

namespace Streams.Prometheus;

/// <summary>Reads pages: one at a time, each once for all scrapes that came while it was in progress (L5), and compressed once for all of them.</summary>
/// <remarks>Safe from any thread. A page is one consistent snapshot; a slow client blocks no other.</remarks>
public sealed class MetricsPage : IDisposable
{
    private readonly IPageSource _source;
    private readonly PrometheusSink _sink;
    private readonly DaemonSeries? _daemon;
    private readonly Disconnects _unseen = new();
    private readonly Dictionary<(PageFormat Format, bool Compressed), PageSnapshot> _inProgress = [];
    private readonly Headroom _headroom;
    private readonly PiecePool _pieces;
    private readonly HeldPages _held = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private volatile bool _hasFailed;

    /// <summary>Pages of what the source writes into the sink, and of the process itself where that is given.</summary>
    public MetricsPage(IPageSource source, PrometheusSink sink, DaemonSeries? daemon = null)
        : this(source, sink, daemon, Headroom.OfProcess)
    {
    }

    internal MetricsPage(IPageSource source, PrometheusSink sink, DaemonSeries? daemon, Headroom headroom)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(sink);
        _source = source;
        _sink = sink;
        _daemon = daemon;
        _headroom = headroom;
        _pieces = new PiecePool(headroom);
    }

    /// <summary>Clients that were cut off while they read.</summary>
    internal Disconnects Disconnects => _daemon?.Disconnects ?? _unseen;

    /// <summary>Whether the last page could not be made. It was counted, and its readers were told why.</summary>
    public bool HasFailed => _hasFailed;

    /// <summary>The page in progress in this format, or else a new one. The caller disposes it.</summary>
    /// <param name="format">How it is written.</param>
    /// <param name="cancel">Stops waiting; the page goes on for its other readers.</param>
    /// <exception cref="Exception">What the source threw: there is no page then, not half of one.</exception>
    public Task<PageSnapshot> ReadAsync(PageFormat format, CancellationToken cancel = default) => ReadAsync(format, compressed: false, cancel);

    /// <summary>The page in progress in this format, compressed by gzip where that is wanted, or else a new one. The caller disposes it.</summary>
    /// <param name="format">How it is written.</param>
    /// <param name="compressed">Whether it is compressed.</param>
    /// <param name="cancel">Stops waiting; the page goes on for its other readers.</param>
    /// <exception cref="Exception">What the source threw: there is no page then, not half of one.</exception>
    public async Task<PageSnapshot> ReadAsync(PageFormat format, bool compressed, CancellationToken cancel = default)
    {
        var isNew = false;
        PageSnapshot? page;
        lock (_gate)
        {
            if (!_inProgress.TryGetValue((format, compressed), out page))
            {
                _inProgress[(format, compressed)] = page = new PageSnapshot(_pieces, _held);
                isNew = true;
            }

            page.Join();
        }

        // Whoever reads the page gets its outcome.
        if (isNew) _ = MakeAsync(page, format, compressed);
        try
        {
            return await page.Ready.WaitAsync(cancel);
        }
        catch
        {
            page.Dispose();
            throw;
        }
    }

    /// <summary>Brings the series up to date and reads them while nothing writes them.</summary>
    /// <param name="look">Looks at the series as of T, its argument.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="Exception">What the source or <paramref name="look"/> threw.</exception>
    public async Task<T> ReadAsync<T>(Func<DateTimeOffset, T> look, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(look);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel, _stop.Token);
        await _turn.WaitAsync(ending.Token);
        try
        {
            _headroom.Demand(0);
            var time = await _source.ReadAsync(ending.Token);
            _daemon?.Update();
            return look(time);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Cancels the page in progress.</summary>
    public void Dispose() => _stop.Cancel();

    private async Task MakeAsync(PageSnapshot page, PageFormat format, bool compressed)
    {
        try
        {
            var time = await (compressed ? CompressAsync(page, format) : WriteAsync(page, format));
            End(format, compressed);
            _hasFailed = false;
            page.Complete(time);
        }
        catch (Exception broken)
        {
            // Every reader gets it.
            End(format, compressed);
            if (broken is OutOfMemoryException) _pieces.Clear();
            // A page that could not be made is not counted again where it was to be compressed.
            if (!_stop.IsCancellationRequested && !(compressed && _hasFailed))
            {
                _hasFailed = true;
                _daemon?.PageFailed();
            }

            page.Fail(broken);
        }
        finally
        {
            page.Dispose();
        }
    }

    private async Task<DateTimeOffset> WriteAsync(PageSnapshot page, PageFormat format)
    {
        // The other format's page waits: a read would change the series while it is being written.
        await _turn.WaitAsync(_stop.Token);
        try
        {
            _headroom.Demand(0);
            var time = await _source.ReadAsync(_stop.Token);
            _daemon?.Update();
            await _sink.WriteAsync(page.Pieces, format, _stop.Token);
            _pieces.Keep(page.Pieces.Length);
            return time;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<DateTimeOffset> CompressAsync(PageSnapshot page, PageFormat format)
    {
        using var plain = await ReadAsync(format, compressed: false, _stop.Token);
        await using var gzip = new GZipStream(page.Pieces, CompressionLevel.Fastest, leaveOpen: true);
        foreach (var piece in plain.Body) gzip.Write(piece.Span);
        return plain.Time;
    }

    private void End(PageFormat format, bool compressed)
    {
        lock (_gate) _inProgress.Remove((format, compressed));
    }
}
