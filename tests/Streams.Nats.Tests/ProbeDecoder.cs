using System.Text;
using Streams.Decoding;
using Streams.Lane;
using Streams.Publishing;

namespace Streams.Nats.Tests;

/// <summary>Counts what a source delivers, and tells when there was enough; a lane of its own stands behind it.</summary>
internal sealed class ProbeDecoder : IDecoder, ISeriesSink, IDisposable
{
    private readonly TaskCompletionSource _enough = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LaneHost _host;
    private readonly int _awaited;

    internal ProbeDecoder(SourceDefinition source, int awaited)
    {
        _awaited = awaited;
        var pipeline = new PipelineDefinition { Name = "probe", Sources = [source with { CreateDecoder = () => this }], Metrics = [] };
        _host = new LaneHost(pipeline, this, TimeProvider.System, new LaneListener());
        _host.Start("probe");
    }

    public EventSchema Schema { get; } = new(["worker"], []);

    internal SourceInput Input => _host.Inputs[0];

    internal int Count { get; private set; }

    internal List<string> Subjects { get; } = [];

    internal string Last { get; private set; } = "";

    /// <summary>Ends when as many messages as awaited have come.</summary>
    internal Task Enough => _enough.Task.WaitAsync(TimeSpan.FromSeconds(60));

    public void Decode(string subject, ReadOnlySpan<byte> payload, EventWriter events)
    {
        if (Count < 10)
        {
            Subjects.Add(subject);
            Last = Encoding.UTF8.GetString(payload);
        }

        if (++Count == _awaited) _enough.SetResult();
    }

    public ISeriesFamily Declare(SeriesFamily family) => new Nowhere();

    public void Dispose() => _host.StopAsync().ContinueWith(_ => _host.Dispose(), TaskScheduler.Default);

    private sealed class Nowhere : ISeriesFamily, ISeries
    {
        public ISeries Create(IReadOnlyList<string> labelValues) => this;

        public void Set(double value)
        {
        }

        public void Remove()
        {
        }
    }
}
