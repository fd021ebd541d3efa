using System.Reactive.Concurrency;
using Streams.Definition;
using Streams.Events;
using Streams.Lane;
using Streams.Tests.Support;

namespace Streams.Tests.Lane;

/// <summary>A live source as an observable, on a scheduler that runs when it is told to.</summary>
public sealed class LiveEventsTests
{
    private static readonly EventSchema Schema = new(["worker"], ["n"]);

    private readonly HistoricalScheduler _scheduler = new(ManualTime.Start);
    private readonly ManualSource _source = new();
    private readonly List<string> _seen = [];

    [Fact]
    public void Events_MessagesOfOneMoment_ComeInOrderWithTimesThatIncrease()
    {
        using var subscription = Subscribe();
        var at = ManualTime.Start;
        _source.Input!.Receive(at, "load", "a n=1"u8);
        _source.Input.Receive(at, "load", "!"u8);
        _source.Input.Receive(at, "load", "b n=2"u8);
        Assert.Empty(_seen);
        _source.Input.Flush();
        Assert.Empty(_seen);
        _scheduler.Start();
        Assert.Equal([$"a 1 {at.UtcTicks}", $"b 2 {at.UtcTicks + 2}"], _seen);
    }

    [Fact]
    public void Events_Disposed_StopTheSourceAndComeNoMore()
    {
        var subscription = Subscribe();
        _source.Input!.Receive("load", "a n=1"u8);
        _source.Input.Flush();
        subscription.Dispose();
        _scheduler.Start();
        Assert.True(_source.Stop.IsCancellationRequested);
        Assert.Empty(_seen);
    }

    [Fact]
    public void Events_OfABrokenSource_FailOnTheScheduler()
    {
        using var subscription = Subscribe();
        _source.Running.SetException(new InvalidOperationException("broken"));
        Assert.Empty(_seen);
        _scheduler.Start();
        Assert.Equal(["broken"], _seen);
    }

    [Fact]
    public void Events_OfASourceThatEnds_CompleteBehindItsLastEvent()
    {
        using var subscription = Subscribe();
        _source.Input!.Receive(ManualTime.Start, "load", "a n=1"u8);
        _source.Input.Flush();
        _source.Running.SetResult();
        _scheduler.Start();
        Assert.Equal([$"a 1 {ManualTime.Start.UtcTicks}", "the end"], _seen);
    }

    private IDisposable Subscribe() => new ManualDefinition(_source) { Name = "load", Schema = Schema, CreateDecoder = () => new LineDecoder(Schema) }
        .Events(new Services(), _scheduler)
        .Subscribe(e => _seen.Add($"{e.Keys.Values[0]} {e[0]} {e.TimeTicks}"), e => _seen.Add(e.Message), () => _seen.Add("the end"));

    private sealed record ManualDefinition(ManualSource Source) : SourceDefinition, ILiveSource
    {
        public IEventSource Connect(IServiceProvider services) => Source;
    }

    private sealed class ManualSource : IEventSource
    {
        internal TaskCompletionSource Running { get; } = new();

        internal SourceInput? Input { get; private set; }

        internal CancellationToken Stop { get; private set; }

        public Task RunAsync(SourceInput input, CancellationToken stop)
        {
            (Input, Stop) = (input, stop);
            return Running.Task;
        }
    }

    private sealed class Services : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(TimeProvider) ? TimeProvider.System : null;
    }
}
