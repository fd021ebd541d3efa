using Streams.Decoding;

namespace Streams.Tests.Decoding;

public sealed class SequenceGapsTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly SequenceGaps _gaps = new(expire: TimeSpan.FromSeconds(10), capacity: 3);

    [Theory]
    [InlineData(0, 5)]
    [InlineData(0, 5, 6, 7)]
    [InlineData(3, 5, 9)]
    [InlineData(4, 5, 9, 11)]
    [InlineData(0, 100, 0, 101, 1, 102, 2)]
    [InlineData(2, 100, 0, 101, 3, 102, 4)]
    [InlineData(1, 100, 0, 102, 1, 2, 103)]
    [InlineData(0, 5, 5, 6, 6, 7, 7)]
    [InlineData(1, 5, 5, 7, 6)]
    public void Saw_OneId_CountsGapsOfEachSequence(long missed, params int[] numbers)
    {
        foreach (var number in numbers) Saw(1, (ulong)number);
        Assert.Equal(missed, _gaps.Missed);
    }

    [Fact]
    public void Saw_TwoIds_AreApart()
    {
        foreach (var (publisher, number) in ((ulong, ulong)[])[(1, 0), (2, 10), (1, 1), (2, 12)]) Saw(publisher, number);
        Assert.Equal(1, _gaps.Missed);
    }

    [Fact]
    public void Saw_JustBeforeItExpires_ContinuesTheSequence()
    {
        Saw(1, 0);
        Saw(1, 5, TimeSpan.FromSeconds(10) - TimeSpan.FromTicks(1));
        Assert.Equal(4, _gaps.Missed);
    }

    [Fact]
    public void Saw_WhenItHasExpired_BeginsAnother()
    {
        Saw(1, 0);
        Saw(1, 5, TimeSpan.FromSeconds(10));
        Assert.Equal(0, _gaps.Missed);
        Saw(1, 7, TimeSpan.FromSeconds(10));
        Assert.Equal(1, _gaps.Missed);
    }

    [Fact]
    public void Saw_EachNumber_RenewsItsOwnSequenceAlone()
    {
        Saw(1, 100);
        Saw(1, 0, TimeSpan.FromSeconds(1));
        Saw(1, 101, TimeSpan.FromSeconds(8));
        // The lower one has expired by now, the other has not: 3 would be two above the lower one.
        Saw(1, 3, TimeSpan.FromSeconds(11));
        Saw(1, 103, TimeSpan.FromSeconds(12));
        Assert.Equal(1, _gaps.Missed);
    }

    [Fact]
    public void Saw_MoreSequencesThanItKeeps_ForgetsTheOneThatIsSilentLongest()
    {
        for (ulong publisher = 1; publisher <= 3; publisher++) Saw(publisher, 0);
        Saw(1, 1);
        Saw(4, 0);
        Saw(1, 3);
        Saw(3, 2);
        Assert.Equal(2, _gaps.Missed);
        Saw(2, 9);
        Assert.Equal(2, _gaps.Missed);
    }

    [Fact]
    public void Saw_ManySequencesOfOneId_KeepsNoMoreThanItsCapacity()
    {
        foreach (var number in (ulong[])[9, 8, 7, 6]) Saw(1, number);
        // Of 9, 8, 7 and 6 the 9 is forgotten, so 12 is a gap above 8.
        Saw(1, 12);
        Assert.Equal(3, _gaps.Missed);
    }

    [Fact]
    public void Saw_ClockSetBack_ForgetsNothing()
    {
        Saw(1, 0);
        Saw(1, 2, TimeSpan.FromHours(-1));
        Assert.Equal(1, _gaps.Missed);
    }

    [Fact]
    public void Saw_TheGreatestNumbers_StaysALong()
    {
        Saw(1, 0);
        Saw(1, ulong.MaxValue);
        Saw(2, 0);
        Saw(2, 9);
        Assert.Equal(long.MaxValue, _gaps.Missed);
    }

    private void Saw(ulong publisher, ulong number, TimeSpan after = default) => _gaps.Saw(publisher, number, Start + after);
}
