using Streams.Discovery.Following;
using Streams.Discovery.Tests.Support;

namespace Streams.Discovery.Tests.Following;

public sealed class TogetherTests
{
    [Fact]
    public void Parts_AreUpAndListed_WhenAllAre()
    {
        var told = new Observed();
        var together = new Together(told, ["a", "b"]);
        var (a, b) = (together.Parts[0], together.Parts[1]);
        a.Up(true, null);
        a.Listed();
        Assert.Empty(told.Story);
        b.Up(false, "it is away");
        a.Changed(new DiscoveryChange("x", "{}"u8.ToArray()));
        b.Up(true, null);
        b.Listed();
        a.Up(false, "it is away");
        b.Up(false, "so is this");
        a.Up(true, null);
        b.Up(true, null);
        b.Listed();
        Assert.Equal(["down: b: it is away", "+x", "up", "listed", "down: a: it is away", "down: b: so is this", "up", "listed"], told.Story);
    }
}
