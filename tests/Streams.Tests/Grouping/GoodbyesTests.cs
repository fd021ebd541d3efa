using System.Reactive;
using System.Reactive.Concurrency;
using Microsoft.Reactive.Testing;
using Streams.Grouping;

namespace Streams.Tests.Grouping;

/// <summary>N12: a worker that is said to have gone has gone a second later, unless it is named again.</summary>
public sealed class GoodbyesTests : IDisposable
{
    private const long Second = TimeSpan.TicksPerSecond;
    private readonly TestScheduler _scheduler = new();
    private readonly Goodbyes _goodbyes;
    private readonly List<string> _gone = [];

    public GoodbyesTests()
    {
        _goodbyes = new Goodbyes(_scheduler);
        _goodbyes.Gone += worker => _gone.Add($"{_scheduler.Clock / Second} {worker}");
    }

    public void Dispose() => _goodbyes.Dispose();

    [Fact]
    public void Say_NothingElse_EndsAfterASecond()
    {
        At(1, () => _goodbyes.Say(0, "a"));
        At(2, () => _goodbyes.Say(0, "b"));
        Assert.Equal(["2 a", "3 b"], Run());
    }

    [Fact]
    public void Say_Twice_EndsOnceAfterTheFirst()
    {
        At(1, () => { _goodbyes.Say(0, "a"); _goodbyes.Say(1, "a"); });
        Assert.Equal(["2 a"], Run());
    }

    [Fact]
    public void TakeBack_BySameSource_KeepsTheWorker()
    {
        At(1, () => { _goodbyes.Say(0, "a"); _goodbyes.Say(0, "b"); _goodbyes.TakeBack(0, "a"); });
        Assert.Equal(["2 b"], Run());
    }

    [Fact]
    public void TakeBack_ByAnotherSource_ChangesNothing()
    {
        At(1, () => { _goodbyes.Say(0, "a"); _goodbyes.TakeBack(1, "a"); });
        Assert.Equal(["2 a"], Run());
    }

    [Fact]
    public void Say_AgainAfterTakingBack_CountsFromThen()
    {
        At(1, () => { _goodbyes.Say(0, "a"); _goodbyes.TakeBack(0, "a"); });
        At(1.5, () => _goodbyes.Say(0, "a"));
        At(2.25, () => Assert.Empty(_gone));
        Assert.Equal(["2 a"], Run());
        Assert.Equal(2.5 * Second, _scheduler.Clock, tolerance: Second);
    }

    [Fact]
    public void Extend_WhileOneWaits_PutsItOff()
    {
        At(1, () => { _goodbyes.Say(0, "a"); _goodbyes.Extend(5 * Second); });
        Assert.Equal(["7 a"], Run());
    }

    private void At(double second, Action act) => _scheduler.Schedule(Unit.Default, TimeSpan.FromSeconds(second), (_, _) => act());

    private List<string> Run()
    {
        _scheduler.Start();
        return _gone;
    }
}
