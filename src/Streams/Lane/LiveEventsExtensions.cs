using System.Reactive.Concurrency;
using System.Reactive.Linq;
using Streams.Decoding;
using Streams.Definition;
using Streams.Events;

namespace Streams.Lane;

/// <summary>A live source as an observable, outside of any pipeline.</summary>
public static class LiveEventsExtensions
{
    /// <summary>Publishers whose gaps in sequence numbers are watched.</summary>
    private const int MaxSequences = 100_000;

    /// <summary>The decoded events of a live source.</summary>
    /// <remarks>
    /// Cold: each subscription reads the source from then on, and ends that with its own end. Events come on the scheduler, in the order
    /// in which they arrived and with times that increase where the payload has none (L2); an event's values are valid during the call
    /// only. The source never waits (L1): where the scheduler is behind by a whole queue, messages are lost, and the listener is told,
    /// as it is of what could not be decoded. Losing the server ends nothing. It fails only where the source itself is broken.
    /// </remarks>
    /// <param name="source">The source.</param>
    /// <param name="services">What sources share: a <see cref="TimeProvider"/>, an <c>ILoggerFactory</c>, connections (<see cref="ILiveSource"/>).</param>
    /// <param name="scheduler">Where events come: one that does one thing at a time, such as an <see cref="EventLoopScheduler"/>.</param>
    /// <param name="listener">Hears of what is lost or rejected. Default: nobody.</param>
    public static IObservable<Event> Events<TSource>(this TSource source, IServiceProvider services, IScheduler scheduler, LaneListener? listener = null)
        where TSource : SourceDefinition, ILiveSource
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(scheduler);
        var time = (TimeProvider?)services.GetService(typeof(TimeProvider)) ?? throw new ArgumentException("There is no TimeProvider.", nameof(services));
        return Observable.Create<Event>(observer =>
            new Reading(source, time, listener ?? new LaneListener(), observer, scheduler).Run(source.Connect(services)));
    }

    private sealed class Reading
    {
        private readonly SourceDefinition _source;
        private readonly IObserver<Event> _observer;
        private readonly IScheduler _scheduler;
        private readonly LaneQueue _queue = new(LaneHost.DefaultQueueMessages);
        private readonly SourceInput _input;
        private readonly CancellationTokenSource _stop = new();
        private int _scheduled;
        private long _stamp;

        internal Reading(SourceDefinition source, TimeProvider time, LaneListener listener, IObserver<Event> observer, IScheduler scheduler)
        {
            _source = source;
            _observer = observer;
            _scheduler = scheduler;
            _input = new SourceInput(source, 0, _queue, time, listener, MaxSequences);
            _queue.Posted = () =>
            {
                if (Interlocked.Exchange(ref _scheduled, 1) == 0) _scheduler.Schedule(Drain);
            };
        }

        internal Action Run(IEventSource source)
        {
            _ = RunAsync(source);
            return _stop.Cancel;
        }

        private async Task RunAsync(IEventSource source)
        {
            try
            {
                await source.RunAsync(_input, _stop.Token).ConfigureAwait(false);
                _scheduler.Schedule(_observer.OnCompleted);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // Nobody observes any more.
            }
            catch (Exception broken)
            {
                _scheduler.Schedule(() => _observer.OnError(broken));
            }
        }

        private void Drain()
        {
            // Before the last look: what is posted after it asks for another one.
            Interlocked.Exchange(ref _scheduled, 0);
            while (!_stop.IsCancellationRequested && _queue.TryTake(out var batch))
            {
                for (var i = 0; i < batch!.Count; i++) Push(batch, in batch[i]);
                _queue.End(batch);
            }
        }

        private void Push(MessageBatch batch, ref readonly MessageBatch.Message message)
        {
            _stamp = Math.Max(message.ArrivalTicks, _stamp + 1);
            for (var i = message.FirstEvent; i < message.FirstEvent + message.EventCount && !_stop.IsCancellationRequested; i++)
            {
                ref readonly var e = ref batch.EventAt(i);
                if (!e.IsEvent || e.Reason != EventReason.None) continue;
                _observer.OnNext(new Event(0, e.Keys!, batch.Values, e.FirstValue, e.TimeOr(_stamp, _source.HasEventTime)));
            }
        }
    }
}
