using System.Reactive.Concurrency;
using System.Reactive.Linq;
using System.Reactive.Subjects;

namespace Streams.Prometheus;

/// <summary>The reads of a page as an observable: for operators whose readings a page shows without a lane.</summary>
/// <remarks>
/// Hot. Each page is one read, at the scheduler's time and on the scheduler, which must be that of the operators and do one thing at a time:
/// so what they show is in the sink before the page is written. What an observer throws fails that page.
/// </remarks>
public sealed class PageReads(IScheduler scheduler) : IPageSource, IObservable<DateTimeOffset>
{
    private readonly Subject<DateTimeOffset> _reads = new();

    /// <inheritdoc/>
    public IDisposable Subscribe(IObserver<DateTimeOffset> observer) => _reads.Subscribe(observer);

    /// <inheritdoc/>
    public async ValueTask<DateTimeOffset> ReadAsync(CancellationToken cancel)
    {
        var read = new TaskCompletionSource<DateTimeOffset>(TaskCreationOptions.RunContinuationsAsynchronously);
        scheduler.Schedule(() =>
        {
            try
            {
                var now = scheduler.Now;
                _reads.OnNext(now);
                read.SetResult(now);
            }
            catch (Exception broken)
            {
                read.SetException(broken);
            }
        });
        return await read.Task.WaitAsync(cancel);
    }
}
