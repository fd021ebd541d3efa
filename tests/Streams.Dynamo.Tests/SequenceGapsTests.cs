namespace Streams.Dynamo.Tests;

public sealed class SequenceGapsTests
{
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
    public void Saw_OnePublisher_CountsGaps(long missed, params int[] sequences)
    {
        var gaps = new SequenceGaps();
        foreach (var sequence in sequences) gaps.Saw(1, (ulong)sequence);
        Assert.Equal(missed, gaps.Missed);
    }

    [Fact]
    public void Saw_TwoPublishers_AreApart()
    {
        var gaps = new SequenceGaps();
        foreach (var (publisher, sequence) in ((ulong, ulong)[])[(1, 0), (2, 10), (1, 1), (2, 12)]) gaps.Saw(publisher, sequence);
        Assert.Equal(1, gaps.Missed);
    }

    [Fact]
    public void Saw_MoreThanItKeeps_ForgetsAndGoesOn()
    {
        var gaps = new SequenceGaps(capacity: 3);
        for (ulong publisher = 0; publisher < 4; publisher++) gaps.Saw(publisher, 0);
        gaps.Saw(0, 9);
        gaps.Saw(3, 2);
        Assert.Equal(1, gaps.Missed);
    }

    [Fact]
    public void Saw_TheGreatestNumbers_StaysALong()
    {
        var gaps = new SequenceGaps();
        gaps.Saw(1, 0);
        gaps.Saw(1, ulong.MaxValue);
        gaps.Saw(2, 0);
        gaps.Saw(2, 9);
        Assert.Equal(long.MaxValue, gaps.Missed);
    }
}
