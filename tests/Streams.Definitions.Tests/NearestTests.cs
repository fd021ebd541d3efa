using Streams.Definitions.Syntax;

namespace Streams.Definitions.Tests;

public sealed class NearestTests
{
    [Theory]
    [InlineData("unixms", "unix_ms")]
    [InlineData("unixs", "unix_s")]
    [InlineData("unix_m", "unix_ms")]
    [InlineData("hots", "hits")]
    [InlineData("laod", "load")]
    public void Find_OfEquallyNearNames_TakesTheOneThatLacksCharacters(string unknown, string meant) =>
        Assert.Equal(meant, Nearest.Find(unknown, ["rfc3339", "unix_s", "unix_ms", "unix_us", "unix_ns", "hits", "load", "stats"]));
}
