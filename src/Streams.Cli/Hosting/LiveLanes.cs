using Streams.Cli.CommandLine;
using Streams.Definition;
using Streams.Lane;
using Streams.Recording;

namespace Streams.Cli.Hosting;

/// <summary>Lanes with their live sources and their recordings: from the first message to the last that arrived.</summary>
internal sealed class LiveLanes(
    IReadOnlyList<PipelineDefinition> pipelines,
    IReadOnlyList<LaneHost> lanes,
    Func<SourceDefinition, IEventSource> connect,
    IReadOnlyList<Recorder> recorders)
{
    /// <summary>A daemon that was told to go is gone after 8 seconds.</summary>
    /// <remarks>What remains is for the connection to NATS, which is closed afterwards.</remarks>
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(5);

    /// <summary>Runs until <paramref name="stop"/>, then drains what has arrived. A fault of the program leaves as its exception.</summary>
    internal async Task RunAsync(CancellationToken stop)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        for (var i = 0; i < lanes.Count; i++) lanes[i].Start(pipelines[i].Name);
        Task[] sources = [.. lanes.SelectMany((lane, l) => pipelines[l].Sources.Select((source, s) => RunSourceAsync(source, lane.Inputs[s], ending.Token)))];
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = stop.Register(stopped.SetResult);
        var first = await Task.WhenAny([stopped.Task, .. sources, .. lanes.Select(lane => lane.Completion)]);
        await ending.CancelAsync();
        await first;
        await DrainAsync(sources);
    }

    private async Task DrainAsync(Task[] sources)
    {
        using var late = new CancellationTokenSource(LongestGoodbye);
        try
        {
            await Task.WhenAll(sources).WaitAsync(late.Token);
            await Task.WhenAll(lanes.Select(lane => lane.StopAsync())).WaitAsync(late.Token);
            await Task.WhenAll(recorders.Select(recorder => recorder.Completion)).WaitAsync(late.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            throw CommandException.Failure($"stopped after {LongestGoodbye.TotalSeconds} s: {Unfinished(sources)}");
        }
    }

    private string Unfinished(Task[] sources)
    {
        var waiting = lanes.Sum(lane => lane.Waiting);
        if (sources.Any(source => !source.IsCompleted)) return $"a source did not end, and {waiting} messages that had arrived were not counted";
        return waiting > 0 ? $"{waiting} messages that had arrived were not counted" : "some of what had arrived is not recorded";
    }

    private async Task RunSourceAsync(SourceDefinition definition, SourceInput input, CancellationToken stop)
    {
        try
        {
            await connect(definition).RunAsync(input, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop.
        }

        input.Flush();
    }
}
