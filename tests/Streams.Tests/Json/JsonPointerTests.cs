using Streams.Json;

namespace Streams.Tests.Json;

public sealed class JsonPointerTests
{
    [Theory]
    [InlineData("/a", "a")]
    [InlineData("/a/b/0", "a", "b", "0")]
    [InlineData("/", "")]
    [InlineData("/a//b", "a", "", "b")]
    [InlineData("/a~1b", "a/b")]
    [InlineData("/m~0n", "m~n")]
    [InlineData("/~01", "~1")]
    [InlineData("/~00", "~0")]
    [InlineData("/ ", " ")]
    [InlineData("/k\"l", "k\"l")]
    [InlineData("/💥", "💥")]
    public void Parse_Pointer_GivesItsTokens(string text, params string[] tokens) => Assert.Equal(tokens, JsonPointer.Parse(text)!.Tokens);

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("#/a")]
    [InlineData("/a~")]
    [InlineData("/a~2")]
    [InlineData("/~~01")]
    public void Parse_NoPointer_IsNull(string text) => Assert.Null(JsonPointer.Parse(text));

    [Fact]
    public void Parse_LoneSurrogate_IsNull() => Assert.Null(JsonPointer.Parse("/\ud800"));
}
