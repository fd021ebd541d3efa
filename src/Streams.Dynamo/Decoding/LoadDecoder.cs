using Streams.Decoding;
using Streams.Dynamo.Naming;
using Streams.Events;

namespace Streams.Dynamo.Decoding;

/// <summary>Decodes load reports of every release from 0.4.1 on, and tells what workers report from what routers predict (D2).</summary>
internal sealed class LoadDecoder(bool byShape = true) : ReportDecoder(DynamoSubjects.LoadTopic, Counts, byShape)
{
    internal static readonly EventSchema EventSchema =
        WorkerKeys.SchemaOf([.. EngineMetrics.Fields, "router_active_blocks", "active_prefill_tokens"]);

    private const ulong Engines = 1;
    private const uint Counts = EngineMetrics.Counts | (1 << LoadReport.DecodeBlocks) | (1 << LoadReport.PrefillTokens);

    public override EventSchema Schema => EventSchema;

    protected override bool TryJson(ReadOnlySpan<byte> payload, ref WorkerReport report, out ulong structure)
    {
        var isRead = LoadReport.TryJson(payload, ref report, out var isEngines);
        structure = isEngines ? Engines : 0;
        return isRead;
    }

    protected override bool TryPack(ReadOnlySpan<byte> inside, ref WorkerReport report) => LoadReport.TryPack(inside, ref report);

    protected override bool Finish(ref WorkerReport report, ulong structure)
    {
        if (structure != Engines) return Settle(ref report.Values) || report.Reason != EventReason.None;
        EngineMetrics.Require(ref report);
        // What stands beside the engine's own figures is no part of a LoadEvent.
        report.Values[LoadReport.DecodeBlocks] = report.Values[LoadReport.PrefillTokens] = double.NaN;
        return true;
    }

    // Turns an ActiveLoad's numbers into fields (D1, D2); false where it has none. The places of decode blocks and
    // prefill tokens are those of the two fields of a prediction.
    private static bool Settle(ref ReportValues values)
    {
        var decode = values[LoadReport.DecodeBlocks];
        if (!double.IsNaN(values[LoadReport.PrefillTokens])) return true;
        var used = values[LoadReport.UsedBlocks];
        values[EngineMetrics.ActiveBlocks] = double.IsNaN(used) ? decode : used;
        values[LoadReport.DecodeBlocks] = double.NaN;
        return !double.IsNaN(values[EngineMetrics.ActiveBlocks]);
    }
}
