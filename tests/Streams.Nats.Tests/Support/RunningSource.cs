using Microsoft.Extensions.Logging;
using Streams.Definition;
using Streams.Lane;
using Streams.Nats.Connecting;
using Streams.Publishing;

namespace Streams.Nats.Tests.Support;

/// <summary>A source that runs into a real lane, on a link of its own.</summary>
internal sealed class RunningSource : IAsyncDisposable
{
    private readonly LaneHost _lane;
    private readonly NatsLink _link;
    private readonly bool _ownsLink;
    private readonly CancellationTokenSource _stop = new();

    private RunningSource(NatsOptions options, SourceDefinition definition, RecordingDecoder decoder, TimeProvider time, NatsLink? shared = null)
    {
        Decoder = decoder;
        var pipeline = new PipelineDefinition { Name = "test", Sources = [definition], Metrics = [] };
        _lane = new LaneHost(pipeline, new NoPage(), TimeProvider.System, Losses);
        _lane.Start("test");
        _link = shared ?? new NatsLink(options, Log);
        _ownsLink = shared is null;
        Run = ((ILiveSource)definition).Connect(new Services(_link, time, Log)).RunAsync(Input, _stop.Token);
    }

    internal TestLog Log { get; } = new();

    internal RecordingDecoder Decoder { get; }

    internal LossCounter Losses { get; } = new();

    internal SourceInput Input => _lane.Inputs[0];

    internal Task Run { get; }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_ownsLink) await _link.DisposeAsync();
        await _lane.StopAsync();
        _lane.Dispose();
        _stop.Dispose();
    }

    internal static RunningSource Subjects(NatsOptions options, params string[] subjects) => InGroup(options, new RecordingDecoder(), null, subjects);

    internal static RunningSource InGroup(NatsOptions options, RecordingDecoder decoder, string? group, params string[] subjects) =>
        new(options, Definition(decoder, group, subjects), decoder, TimeProvider.System);

    /// <summary>A source whose publishers wait for answers.</summary>
    internal static RunningSource Answering(NatsOptions options, string subject)
    {
        var decoder = new RecordingDecoder();
        return new(options, Definition(decoder, null, [subject]) with { AwaitsAnswers = true }, decoder, TimeProvider.System);
    }

    /// <summary>Another source, on the link of this one.</summary>
    internal RunningSource Beside(params string[] subjects)
    {
        var decoder = new RecordingDecoder();
        return new(new NatsOptions(), Definition(decoder, null, subjects), decoder, TimeProvider.System, _link);
    }

    internal static RunningSource Stats(NatsOptions options, TimeProvider time, params string[] services)
    {
        var decoder = new RecordingDecoder();
        return new(options, new ServiceStatsSourceDefinition { Name = "test", Schema = decoder.Schema, CreateDecoder = () => decoder, Services = services, Every = TimeSpan.FromMilliseconds(50) }, decoder, time);
    }

    internal Task Listening() => Log.Line("Listens");

    internal async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Run;
    }

    private static SubjectSourceDefinition Definition(RecordingDecoder decoder, string? group, string[] subjects) =>
        new() { Name = "test", Schema = decoder.Schema, CreateDecoder = () => decoder, Subjects = subjects, QueueGroup = group };

    internal sealed class LossCounter : LaneListener
    {
        private int _dropped;
        private int _rejected;

        internal int Dropped => Volatile.Read(ref _dropped);

        internal int Rejected => Volatile.Read(ref _rejected);

        public override void OnRejected(string source, string reason, string subject, ReadOnlySpan<byte> payload) => Interlocked.Increment(ref _rejected);

        public override void OnDropped(string source, int messages) => Interlocked.Add(ref _dropped, messages);
    }

    private sealed class NoPage : ISeriesSink, ISeriesFamily, ISeries
    {
        public ISeriesFamily Declare(SeriesFamily family) => this;

        public ISeries Create(IReadOnlyList<string> labelValues) => this;

        public void Set(double value)
        {
        }

        public void Remove()
        {
        }
    }

    private sealed class Services(NatsLink link, TimeProvider time, ILogger log) : IServiceProvider, ILoggerFactory
    {
        public object? GetService(Type type) =>
            type == typeof(NatsLink) ? link : type == typeof(TimeProvider) ? time : type == typeof(ILoggerFactory) ? this : null;

        public ILogger CreateLogger(string categoryName) => log;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
