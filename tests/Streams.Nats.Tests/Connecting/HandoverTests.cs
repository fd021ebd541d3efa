using Streams.Nats.Connecting;

namespace Streams.Nats.Tests.Connecting;

public sealed class HandoverTests
{
    private readonly Handover _handover = new();

    [Fact]
    public async Task Give_MoreThanIsAskedFor_GivesThatMuch()
    {
        var buffer = new byte[3];
        var asked = _handover.AskAsync(buffer);
        Assert.Equal(3, _handover.Give("abcd"u8));
        Assert.Equal(3, await asked);
        Assert.Equal("abc"u8, buffer);
    }

    [Fact]
    public async Task Close_SomeoneHasAsked_AnswersWithTheException()
    {
        var asked = _handover.AskAsync(new byte[1]).AsTask();
        _handover.Close(new EndOfStreamException());
        _handover.Close(new InvalidOperationException());
        await Assert.ThrowsAsync<EndOfStreamException>(() => asked);
        await Assert.ThrowsAsync<EndOfStreamException>(() => _handover.AskAsync(new byte[1]).AsTask());
        Assert.False(_handover.WaitUntilAsked());
        Assert.Equal(0, _handover.Give("a"u8));
    }

    [Fact]
    public async Task WaitUntilAsked_AnotherThreadAsksOrCloses_Returns()
    {
        var waiting = Task.Run(_handover.WaitUntilAsked);
        var asked = _handover.AskAsync(new byte[1]);
        Assert.True(await waiting);
        _handover.Give("a"u8);
        Assert.Equal(1, await asked);
        waiting = Task.Run(_handover.WaitUntilAsked);
        _handover.Close(new EndOfStreamException());
        Assert.False(await waiting);
    }
}
