using Nerdbank.MessagePack;
using Streams.Events;

namespace Streams.Dynamo.Decoding;

/// <summary>Reads one forward pass into a report, whose numbers stand in the order of the schema.</summary>
internal static class ForwardPass
{
    /// <summary>How many numbers must be there; they come first.</summary>
    internal const int Counts = 9;

    /// <summary>All numbers that are counts, a bit for each; the last one is seconds.</summary>
    internal const uint AllCounts = (1 << PassSeconds) - 1;

    internal const int ScheduledPrefills = 0;
    private const int ScheduledDecodes = 3;
    internal const int QueuedPrefills = 5;
    private const int QueuedDecodes = 7;
    private const int ActiveSlots = 9;
    private const int Waiting = 10;
    internal const int PassSeconds = 11;

    internal static readonly FieldNames Names =
        new("version", "worker_id", "dp_rank", "wall_time", "scheduled_requests", "queued_requests");

    internal static readonly FieldNames Scheduled = new(
        "num_prefill_requests", "sum_prefill_tokens", "sum_prefill_kv_tokens", "num_decode_requests", "sum_decode_kv_tokens");

    internal static readonly FieldNames Queued = new(
        "num_prefill_requests", "sum_prefill_tokens", "num_decode_requests", "sum_decode_kv_tokens");

    /// <summary>False where the bytes are no MessagePack map.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> inside, ref WorkerReport report)
    {
        var pack = new PackReader(inside);
        if (!pack.TryMap(out var pairs)) return false;
        for (var guess = 0; pairs > 0; pairs--)
        {
            if (!PackFields.TryName(ref pack, Names, ref guess, out var name)) return false;
            var isRead = name switch
            {
                0 => TryVersion(ref pack, ref report),
                1 => PackFields.TryKey(ref pack, ref report, ref report.Worker, Hole.Worker),
                2 => PackFields.TryKey(ref pack, ref report, ref report.Rank, Hole.Rank),
                3 => PackFields.TryNumber(ref pack, ref report, PassSeconds),
                4 => TryRequests(ref pack, ref report, Scheduled, ScheduledPrefills),
                5 => TryRequests(ref pack, ref report, Queued, QueuedPrefills),
                _ => pack.TrySkip(report.Lesson),
            };
            if (!isRead) return false;
        }

        return pack.AtEnd;
    }

    /// <summary>Adds the two fields that follow from the others, and takes from a heartbeat the length of a pass that did not end (D1).</summary>
    internal static void Derive(ref WorkerReport report)
    {
        // They stand where they were read; the length of a pass, the only one that is no count, is there in each.
        report.MaybeNoCounts &= AllCounts;
        ref var values = ref report.Values;
        values[ActiveSlots] = values[ScheduledPrefills] + values[ScheduledDecodes];
        values[Waiting] = values[QueuedPrefills] + values[QueuedDecodes];
        // Two counts may be more than one can be.
        if (values[ActiveSlots] > WorkerReport.MostCount || values[Waiting] > WorkerReport.MostCount)
        {
            report.MaybeNoCounts |= (1 << ActiveSlots) | (1 << Waiting);
        }
        if (values[ActiveSlots] == 0 && values[PassSeconds] == 0) values[PassSeconds] = double.NaN;
    }

    /// <summary>Takes away what was scheduled, but for the number of active requests.</summary>
    internal static void ForgetScheduled(ref WorkerReport report) => ((Span<double>)report.Values)[ScheduledPrefills..QueuedPrefills].Fill(double.NaN);

    private static bool TryVersion(ref PackReader pack, ref WorkerReport report)
    {
        if (pack.Next == MessagePackType.Nil) return pack.TryNil();
        if (pack.Next == MessagePackType.Integer)
        {
            if (!pack.TryInteger(out var version)) return false;
            if (version != new KeyNumber(1UL)) report.Note(EventReason.Malformed);
            return true;
        }

        report.Note(EventReason.Malformed);
        return pack.TrySkip();
    }

    private static bool TryRequests(ref PackReader pack, ref WorkerReport report, FieldNames names, int first)
    {
        if (pack.Next != MessagePackType.Map)
        {
            if (pack.Next != MessagePackType.Nil) report.Note(EventReason.Malformed);
            return pack.TrySkip();
        }

        if (!pack.TryMap(out var pairs)) return false;
        for (var guess = 0; pairs > 0; pairs--)
        {
            if (!PackFields.TryName(ref pack, names, ref guess, out var name)) return false;
            if (!(name >= 0 ? PackFields.TryNumber(ref pack, ref report, first + name) : pack.TrySkip(report.Lesson))) return false;
        }

        return true;
    }
}
