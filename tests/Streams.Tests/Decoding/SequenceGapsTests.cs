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

    [Theory]
    [InlineData(0, 0, 1, 5)]
    [InlineData(1, 3, 4)]
    [InlineData(1, 3, 0, 4, 1)]
    [InlineData(2, 100, 3, 101, 4)]
    public void Saw_SequenceThatBeginsAboveZero_HasJoinedLate(long late, params int[] numbers)
    {
        foreach (var number in numbers) Saw(1, (ulong)number);
        Assert.Equal(late, _gaps.JoinedLate);
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
    public void Saw_JumpThatNoSenderCanMake_BeginsASequenceAndHidesNoGap()
    {
        Saw(1, 0);
        Saw(1, ulong.MaxValue);
        Saw(1, 3, TimeSpan.FromSeconds(1));
        Assert.Equal((2, 1), (_gaps.Missed, _gaps.Jumps));
    }

    [Theory]
    [InlineData(2, 2_000_000, 1_999_999, 0)]
    [InlineData(2, 2_000_001, 0, 1)]
    [InlineData(0, 10_000, 9_999, 0)]
    [InlineData(0, 10_001, 0, 1)]
    public void Saw_JumpOfAMillionASecond_IsTheLastThatIsAGap(double seconds, ulong number, long missed, long jumps)
    {
        Saw(1, 0);
        Saw(1, number, TimeSpan.FromSeconds(seconds));
        Assert.Equal((missed, jumps), (_gaps.Missed, _gaps.Jumps));
    }

    [Fact]
    public void Saw_SequenceThatBeganWithAJump_HasGapsOfItsOwn()
    {
        foreach (var number in (ulong[])[0, 1UL << 60, 1, (1UL << 60) + 2, 3]) Saw(1, number);
        Assert.Equal((2, 1), (_gaps.Missed, _gaps.Jumps));
    }

    [Fact]
    public void Saw_MoreSequencesOfOneIdThanItMayHave_ForgetsOneOfIts()
    {
        var gaps = new SequenceGaps(TimeSpan.FromHours(1), capacity: 1000);
        gaps.Saw(2, 0, Start.UtcTicks);
        for (var i = 0; i <= SequenceGaps.MostOfOne; i++) gaps.Saw(1, (ulong)(5000 - i), Start.AddSeconds(i).UtcTicks);
        // 5000 is forgotten: 5010 is above 4999, and the other id has lost nothing.
        gaps.Saw(1, 5010, Start.AddSeconds(100).UtcTicks);
        gaps.Saw(2, 2, Start.AddSeconds(100).UtcTicks);
        Assert.Equal(10 + 1, gaps.Missed);
    }

    [Fact]
    public void Saw_AfterManyHaveExpiredAtOnce_ContinuesNoneOfThem()
    {
        var gaps = new SequenceGaps(TimeSpan.FromSeconds(10), capacity: 1000);
        for (ulong publisher = 0; publisher < 1000; publisher++) gaps.Saw(publisher, 0, Start.UtcTicks);
        for (ulong publisher = 0; publisher < 1000; publisher++) gaps.Saw(999 - publisher, 5, Start.AddSeconds(10).UtcTicks);
        Assert.Equal((0, 0), (gaps.Missed, gaps.Jumps));
        for (ulong publisher = 0; publisher < 1000; publisher++) gaps.Saw(publisher, 7, Start.AddSeconds(11).UtcTicks);
        Assert.Equal(1000, gaps.Missed);
    }

    private void Saw(ulong publisher, ulong number, TimeSpan after = default) => _gaps.Saw(publisher, number, (Start + after).UtcTicks);
}
