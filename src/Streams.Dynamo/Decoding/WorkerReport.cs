using System.Numerics;
using Streams.Decoding;
using Streams.Events;

namespace Streams.Dynamo.Decoding;

/// <summary>What has been read of one worker's event so far, and the first reason to reject it in the order of N7.</summary>
internal struct WorkerReport
{
    /// <summary>The greatest count (D1): up to here a double holds every whole number.</summary>
    internal const ulong MostCount = 1UL << 53;

    /// <summary>Numbers by position; NaN means absent.</summary>
    internal ReportValues Values;

    internal KeyNumber? Worker;

    internal KeyNumber? Rank;

    /// <summary>The envelope's sender and number.</summary>
    internal ulong? Publisher;

    internal ulong? Sequence;

    /// <summary>Where the bytes inside the envelope end, while a shape is read.</summary>
    internal int PayloadEnd;

    /// <summary>The numbers that may be something else than a whole one from 0 to below <see cref="MostCount"/>, a bit for each position where they were
    /// read.</summary>
    internal uint MaybeNoCounts;

    /// <summary>Where a full reader notes the places of the values; null if nothing is to be learned.</summary>
    internal Lesson? Lesson;

    public WorkerReport() => ((Span<double>)Values).Fill(double.NaN);

    internal EventReason Reason { get; private set; }

    /// <summary>Notes a fault. Reasons are declared in the order of N7; the first one wins.</summary>
    internal void Note(EventReason reason)
    {
        if (Reason == EventReason.None || reason < Reason) Reason = reason;
    }

    /// <summary>Sets a number; one that is not finite is a fault.</summary>
    internal void Set(int field, double value)
    {
        var isFinite = double.IsFinite(value);
        if (!isFinite) Note(EventReason.OutOfRange);
        // Present all the same, so that it is not reported as missing.
        Values[field] = isFinite ? value : double.PositiveInfinity;
        MaybeNoCounts |= 1u << field;
    }

    internal readonly bool Has(int field) => !double.IsNaN(Values[field]);

    internal void RequireWorker()
    {
        if (Worker is null) Note(EventReason.MissingField);
    }

    internal void Require(int field)
    {
        if (!Has(field)) Note(EventReason.MissingField);
    }

    /// <summary>Adds the event with its first values, as many as the schema has, or its rejection.</summary>
    /// <param name="events">Where to.</param>
    /// <param name="keys">The keys of workers.</param>
    /// <param name="counts">Which of the numbers are counts, a bit for each position.</param>
    internal void AddTo(EventWriter events, WorkerKeys keys, uint counts)
    {
        if (MaybeNoCounts != 0) CheckCounts(counts);
        if (Reason != EventReason.None)
        {
            events.Reject(Reason);
            return;
        }

        var target = events.Add(Key(keys));
        ReadOnlySpan<double> values = Values;
        values[..target.Length].CopyTo(target);
    }

    /// <summary>Notes a fault of each number that is to be a count and is none.</summary>
    internal void CheckCounts(uint counts)
    {
        for (; counts != 0; counts &= counts - 1)
        {
            var value = Values[BitOperations.TrailingZeroCount(counts)];
            if (double.IsNaN(value) || (value is >= 0 and <= MostCount && value == Math.Floor(value))) continue;
            Note(value < 0 ? EventReason.Negative : EventReason.OutOfRange);
        }
    }

    private readonly WorkerKey Key(WorkerKeys keys) => keys.Of(Worker.GetValueOrDefault(), Rank.GetValueOrDefault());
}
