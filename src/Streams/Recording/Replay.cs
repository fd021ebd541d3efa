using Streams.Lane;
using Streams.Publishing;

namespace Streams.Recording;

/// <summary>Runs a pipeline over a recording: the stamps are the clock, and the numbers at any instant are those of the live run (L6).</summary>
/// <remarks>One thread reads and decodes ahead; the caller's is the lane.</remarks>
public sealed class Replay(PipelineDefinition pipeline, ISeriesSink sink, ReplayOptions options, LaneListener listener)
{
    /// <summary>Batches that may wait for the lane: enough that neither thread waits for the other.</summary>
    private const int QueueBatches = 32;

    private RecordingFeed? _feed;
    private Lane.Lane? _lane;
    private SegmentMark? _segment;
    private IEnumerator<DateTimeOffset>? _stops;
    private Action<DateTimeOffset>? _read;
    private DateTimeOffset? _stop;
    private DateTimeOffset _lastRead = DateTimeOffset.MinValue;

    /// <summary>Messages that the lane has taken. Safe from any thread.</summary>
    public long Messages { get; private set; }

    /// <summary>Bytes that were read. Safe from any thread.</summary>
    public long Position => _feed?.Position ?? 0;

    /// <summary>Where the clock stands; the beginning of time before the first header was read.</summary>
    public DateTimeOffset Now => _lane?.Now ?? DateTimeOffset.MinValue;

    /// <summary>Reads from the first file to the end of the last, or to <see cref="ReplayOptions.To"/>.</summary>
    /// <param name="stops">Given the first header, the instants at which the sink is brought up to date, ascending; it may be without end.</param>
    /// <param name="pastEnd">Whether stops after the recording's end are served, too: time then passes without messages.</param>
    /// <param name="read">Called at each stop, when the sink's series stand as of that instant.</param>
    /// <param name="cancel">Ends the replay.</param>
    /// <exception cref="RecordingException">A file cannot be read, or a stop is before its begin or in two of its segments.</exception>
    public void Run(Func<RecordingHeader, IEnumerable<DateTimeOffset>> stops, bool pastEnd, Action<DateTimeOffset> read, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(stops);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        var queue = new LaneQueue(QueueBatches) { Waits = true, Cancel = ended.Token };
        _feed = new RecordingFeed(pipeline, options, queue, listener);
        _read = read;
        var reading = Task.Run(_feed.Run, CancellationToken.None);
        try
        {
            while (queue.Wait() && TakeAll(queue, stops))
            {
            }

            var last = options.To is { } to && !pastEnd ? to : DateTimeOffset.MaxValue;
            if (pastEnd) ServeStops(last);
        }
        finally
        {
            ended.Cancel();
            reading.GetAwaiter().GetResult();
            _lane?.Dispose();
            _stops?.Dispose();
        }

        cancel.ThrowIfCancellationRequested();
    }

    /// <summary>False when what remains is after the last instant of interest.</summary>
    private bool TakeAll(LaneQueue queue, Func<RecordingHeader, IEnumerable<DateTimeOffset>> stops)
    {
        while (queue.TryTake(out var batch))
        {
            if (batch!.Mark is { Begins: { } header } begin) Begin(begin, header, stops);
            else if (batch.Mark is { } end) AdvanceTo(Earlier(end.At, options.To));
            else if (!Take(batch)) return false;
            queue.Return(batch);
        }

        return true;
    }

    private bool Take(MessageBatch batch)
    {
        for (var i = 0; i < batch.Count; i++)
        {
            var stamp = batch[i].Arrival;
            if (stamp > options.To)
            {
                AdvanceTo(options.To.Value);
                return false;
            }

            if (_stop < stamp) ServeStops(stamp.AddTicks(-1));
            _lane!.Take(batch, i);
            Messages++;
        }

        return true;
    }

    private void Begin(SegmentMark begin, RecordingHeader header, Func<RecordingHeader, IEnumerable<DateTimeOffset>> stops)
    {
        if (_lane is null)
        {
            _lane = new Lane.Lane(pipeline, sink, begin.At, listener);
            _stops = stops(header).GetEnumerator();
            NextStop();
            if (_stop < begin.At) throw new RecordingException($"{RecordFormat.Text(_stop.Value)} is before the recording, which begins at {RecordFormat.Text(begin.At)}");
        }
        else if (header.Part == 1 || begin.At != _lane.Now)
        {
            if (_lastRead >= begin.At) throw new RecordingException($"{RecordFormat.Text(_lastRead)} is in two segments, {_segment!.Place} and {begin.Place}: replay one of them alone");
            if (begin.At > _lane.Now) ServeStops(begin.At.AddTicks(-1));
            _lane.Restart(begin.At);
        }

        _segment = begin;
    }

    private void AdvanceTo(DateTimeOffset end)
    {
        ServeStops(end);
        _lane!.AdvanceTo(end);
    }

    private void ServeStops(DateTimeOffset until)
    {
        while (_stop <= until)
        {
            _lane!.AdvanceTo(_stop.Value);
            _lane.Read(new LaneView(_feed!.Inputs, 0, TimeSpan.Zero));
            _lastRead = _stop.Value;
            _read!(_lastRead);
            NextStop();
        }
    }

    private void NextStop() => _stop = _stops!.MoveNext() ? _stops.Current : null;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset? other) => other < one ? other.Value : one;
}
