using System.Collections.Concurrent;
using Streams.Definition;
using Streams.Events;
using Streams.Recording;

namespace Streams.Replaying;

/// <summary>Reads and decodes a recording ahead of the lanes, on a thread of its own, a bounded number of rounds.</summary>
internal sealed class ReplayThread : IDisposable
{
    private const int RoundsAhead = 8;

    private readonly RecordReader _reader;
    private readonly ReplaySources _sources;
    private readonly bool _keeps;
    private readonly Dictionary<RecordedSource, RecordFormat> _formats = [];
    private readonly BlockingCollection<ReplayRound> _rounds = new(RoundsAhead);
    private readonly BlockingCollection<ReplayRound> _empty = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private ReplayRound _filling = null!;

    internal ReplayThread(RecordReader reader, IReadOnlyList<PipelineDefinition> pipelines, ReplaySources sources, bool keeps)
    {
        _reader = reader;
        _sources = sources;
        _keeps = keeps;
        for (var i = 0; i < RoundsAhead + 2; i++) _empty.Add(new ReplayRound(pipelines));
        _thread = new Thread(Run) { Name = "replay reader", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The next round; null at the end. The round before is given back by <see cref="Return"/>.</summary>
    internal ReplayRound? Next() => _rounds.TryTake(out var round, Timeout.Infinite) ? round : null;

    internal void Return(ReplayRound round) => _empty.Add(round);

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        _rounds.Dispose();
        _empty.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        try
        {
            _filling = Empty();
            try
            {
                while (_reader.TryRead(out var record)) Add(record);
                _sources.ThrowIfUnknown(_reader.Warned);
            }
            catch (OperationCanceledException)
            {
                throw;
            }
            catch (Exception broken)
            {
                // Thrown where the replay reaches it.
                _filling.Broken = broken;
            }

            Hand();
        }
        catch (OperationCanceledException)
        {
            // The replay was disposed: the rest is not needed.
        }

        _rounds.CompleteAdding();
    }

    private void Add(in Record record)
    {
        switch (record.Kind)
        {
            case RecordKind.Header:
                if (_filling.Messages > 0 || _filling.Begins is not null || _filling.Ends is not null) Hand();
                _filling.Begins = record.Header;
                return;
            case RecordKind.Trailer:
                _filling.Ends = new DateTimeOffset(record.At, TimeSpan.Zero);
                Hand();
                return;
        }

        if (record.Kind == RecordKind.Stall)
        {
            // Behind all messages of the round: its place in the order.
            foreach (var lane in _filling.Lanes) lane.AppendStall(record.At, record.Until);
            Hand();
            return;
        }

        _filling.Messages++;
        _filling.LastStamp = record.At;
        _filling.Bytes += record.Payload.Length;
        foreach (var target in _sources.TargetsOf(record.Source!))
        {
            var batch = _filling.Lanes[target.Lane].Append(target.Source, target.Received++);
            if (target.Decoder.Decode(batch, record.At, record.Subject, record.Payload) != MessageReason.None)
            {
                _filling.Lanes[target.Lane].Withdraw();
                target.Received--;
                continue;
            }

            if (_keeps) batch.Keep(FormatOf(record.Source!), record.Subject, record.Payload, record.Headers);
        }

        if (_filling.IsFull) Hand();
    }

    private RecordFormat FormatOf(RecordedSource source)
    {
        if (!_formats.TryGetValue(source, out var format)) _formats.Add(source, format = new RecordFormat(source.Name));
        return format;
    }

    private void Hand()
    {
        _filling.ReadBytes = _reader.ReadBytes;
        _rounds.Add(_filling, _stop.Token);
        _filling = Empty();
    }

    private ReplayRound Empty()
    {
        var round = _empty.Take(_stop.Token);
        round.Clear();
        return round;
    }
}
