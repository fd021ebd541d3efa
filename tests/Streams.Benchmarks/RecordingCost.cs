using System.Diagnostics;
using System.Globalization;
using System.Text;
using Streams.Definition;
using Streams.Definitions;
using Streams.Dynamo;
using Streams.Lane;
using Streams.Publishing;
using Streams.Recording;

namespace Streams.Benchmarks;

/// <summary>Hit events through a lane with and without a recorder, in process: the difference is what recording costs.</summary>
internal static class RecordingCost
{
    internal static async Task<string> RunAsync(int events, int workers)
    {
        var pipeline = PipelineFile.Read("pipelines/dynamo.yaml", new Dictionary<string, string>(), [new DynamoSourceKind()]).Definition!;
        byte[][] payloads = [.. Enumerable.Range(0, workers).Select(i => Encoding.UTF8.GetBytes($"{{\"worker_id\":{7587888657184000000 + i},\"isl_blocks\":32,\"overlap_blocks\":20}}"))];
        var folder = Directory.CreateTempSubdirectory("streams-recording-cost-");
        try
        {
            await MeasureAsync(pipeline, payloads, events / 10, null);
            var without = await MeasureAsync(pipeline, payloads, events, null);
            using var recorder = new Recorder(new RecordingOptions(Path.Combine(folder.FullName, "x.ndjson")), pipeline.Name, pipeline.Parameters);
            var with = await MeasureAsync(pipeline, payloads, events, recorder);
            return string.Create(CultureInfo.InvariantCulture, $"record {events} events: {(with - without) / events * 1e6:F3} CPU s per million more than {without / events * 1e6:F3} without; lost {recorder.Lost}");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> MeasureAsync(PipelineDefinition pipeline, byte[][] payloads, int events, Recorder? recorder)
    {
        using var process = Process.GetCurrentProcess();
        using var lane = new LaneHost(pipeline, new SeriesTable(), TimeProvider.System, new LaneListener(), recorder: recorder);
        var input = lane.Inputs.Single(i => i.Name == "hits");
        var before = process.TotalProcessorTime;
        lane.Start("cost");
        for (var i = 0; i < events; i++)
        {
            input.Receive("namespace.dynamo.kv-hit-rate", payloads[i % payloads.Length]);
            // A paced feed: what the lane would drop costs nothing.
            if (i % 100_000 == 99_999) await lane.ReadAsync();
        }

        input.Flush();
        await lane.StopAsync();
        if (recorder is not null) await recorder.Completion;
        process.Refresh();
        return (process.TotalProcessorTime - before).TotalSeconds;
    }
}
