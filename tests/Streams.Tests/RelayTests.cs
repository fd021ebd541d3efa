using System.Reactive;
using Streams.Timing;

namespace Streams.Tests;

public sealed class RelayTests
{
    private readonly List<string> _heard = [];
    private readonly Relay<int> _relay = new();

    [Fact]
    public void OnNext_SeveralObservers_AllHearInOrder()
    {
        _relay.Subscribe(Listener("a"));
        _relay.Subscribe(Listener("b"));
        _relay.OnNext(1);
        Assert.Equal(["a1", "b1"], _heard);
    }

    [Fact]
    public void Dispose_DuringACall_TheOneThatLeftHearsNothingMore()
    {
        IDisposable? b = null;
        _relay.Subscribe(Observer.Create<int>(_ => b!.Dispose(), _ => { }, () => { }));
        b = _relay.Subscribe(Listener("b"));
        _relay.OnNext(1);
        Assert.Empty(_heard);
        b.Dispose();
        Assert.True(_relay.HasObservers);
    }

    [Fact]
    public void Subscribe_DuringACall_HearsFromTheNext()
    {
        var added = false;
        _relay.Subscribe(Observer.Create<int>(_ =>
        {
            if (!added) _relay.Subscribe(Listener("b"));
            added = true;
        }, _ => { }, () => { }));
        _relay.OnNext(1);
        _relay.OnNext(2);
        Assert.Equal(["b2"], _heard);
    }

    [Fact]
    public void Subscribe_AfterCompletion_CompletesAtOnce()
    {
        _relay.Subscribe(Listener("a"));
        _relay.OnCompleted();
        _relay.OnNext(1);
        _relay.OnError(new InvalidOperationException("late"));
        _relay.Subscribe(Listener("b"));
        Assert.Equal(["a|", "b|"], _heard);
        Assert.False(_relay.HasObservers);
    }

    [Fact]
    public void Subscribe_AfterError_ErrsAtOnce()
    {
        _relay.Subscribe(Listener("a"));
        _relay.OnError(new InvalidOperationException("x"));
        _relay.OnCompleted();
        _relay.Subscribe(Listener("b"));
        Assert.Equal(["ax", "bx"], _heard);
    }

    private IObserver<int> Listener(string name) =>
        Observer.Create<int>(v => _heard.Add($"{name}{v}"), e => _heard.Add(name + e.Message), () => _heard.Add(name + "|"));
}
