using Streams.Decoding;

namespace Streams.Dynamo.Decoding;

/// <summary>The shapes of replies to <c>$SRV.STATS</c>; each endpoint fills a report.</summary>
internal sealed class StatsShapes
{
    private const int BitsOfBeats = 32;

    private readonly Shapes<JsonHoles> _shapes = new();
    private readonly WorkerReport[] _reports = new WorkerReport[Lesson.MaxReports];

    // The most endpoints of a known reply: so many reports may be filled.
    private int _most = 1;

    /// <summary>The structure of a reply, one of whose endpoints names a living worker.</summary>
    internal static ulong WithBeat(ulong structure, int endpoint) => structure | (1UL << endpoint << BitsOfBeats);

    /// <summary>The structure of a reply, one of whose endpoints has data that counts.</summary>
    internal static ulong WithData(ulong structure, int endpoint) => structure | (1UL << endpoint);

    /// <summary>Reads a reply of a known shape; if it returns false, nothing was added.</summary>
    internal bool TryRead(ReadOnlySpan<byte> payload, EventWriter events, WorkerKeys keys)
    {
        var reports = _reports.AsSpan(0, _most);
        reports.Fill(new WorkerReport());
        if (!_shapes.TryRead(payload, reports, out var end)) return false;
        if (end.IsOneLineJson) events.IsOneLineJson();
        for (var i = 0; i < reports.Length; i++)
        {
            if ((end.Structure & WithBeat(0, i)) == 0) continue;
            ref var report = ref reports[i];
            // A subject without an id is that of worker 0.
            report.Worker ??= new KeyNumber(0UL);
            events.Beat(keys.Of(report.Worker.Value, default));
            if ((end.Structure & WithData(0, i)) == 0) continue;
            EngineMetrics.Require(ref report);
            StatsDecoder.Finish(ref report, events, keys);
        }

        return true;
    }

    /// <inheritdoc cref="Shapes{THoles}.Prepare"/>
    internal Lesson? Prepare(ReadOnlySpan<byte> payload) => _shapes.Prepare(payload);

    /// <summary>Learns a reply that was read in full and has no fault.</summary>
    /// <param name="payload">The reply.</param>
    /// <param name="endpoints">How many endpoints it has.</param>
    /// <param name="structure">Which of them name living workers and have data.</param>
    internal void Learn(ReadOnlySpan<byte> payload, int endpoints, ulong structure)
    {
        if (endpoints > Lesson.MaxReports) return;
        _most = Math.Max(_most, endpoints);
        _shapes.Learn(payload, structure);
    }
}
