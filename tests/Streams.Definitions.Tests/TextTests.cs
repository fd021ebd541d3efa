using System.Text;

namespace Streams.Definitions.Tests;

/// <summary>Files that are no pipeline at all (F6): their first error, in bounded memory.</summary>
public sealed class TextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("# a comment\n")]
    public void Read_EmptyFile_IsAMistake(string text) =>
        Assert.Equal(["p.yaml:1:1: the file is empty; begin with 'pipeline: NAME'"], Some.Mistakes(text));

    [Fact]
    public void Read_SecondDocument_IsToldWithTheMistakesOfTheFirst()
    {
        var mistakes = Some.Mistakes(Some.Head + "    value: cout()\n---\npipeline: q\n");

        Assert.Equal(
            [
                "p.yaml:9:12: unknown reducer 'cout'; did you mean 'count'?",
                "p.yaml:10:1: a second document begins here; put one pipeline in a file",
            ],
            mistakes);
    }

    [Fact]
    public void Read_NotUtf8_NamesTheFirstBadByte()
    {
        byte[] bytes = [.. "pipeline: p\ndescription: é"u8, 0xE9, .. " x\n"u8];

        Assert.Equal(
            ["p.yaml:2:15: the text is not UTF-8 from here on; save the file as UTF-8"],
            Some.Read(bytes).Mistakes.Select(m => m.Message));
    }

    [Fact]
    public void Read_NotYaml_GivesTheFirstError()
    {
        var mistake = Assert.Single(Some.Read("pipeline: p\nlabels: {a: b\nsources: [\n").Mistakes);

        Assert.Contains("this is not YAML", mistake.Message);
        Assert.DoesNotContain('\n', mistake.Message);
        Assert.True(mistake.Line is 2 or 3, mistake.Message);
    }

    [Fact]
    public void Read_BareParameterInBraces_HasAMessageOfItsOwn()
    {
        var mistake = Assert.Single(Some.Read("pipeline: p\nlabels: {a: ${b}}\n").Mistakes);

        Assert.Equal("p.yaml:2:13: ${b} without quotes inside braces or brackets is not text to YAML; write \"${b}\" in quotes", mistake.Message);
        Assert.Equal("labels: {a: ${b}}\n            ^", mistake.Excerpt);
    }

    [Theory]
    [InlineData("labels: { a: x, b: ${b}, c: y }", 20, "${b}")]
    [InlineData("labels: [${b}, x]", 10, "${b}")]
    [InlineData("labels: [x, ${b}]", 13, "${b}")]
    public void Read_BareParameterAmongOthers_IsFound(string line, int column, string name)
    {
        var mistake = Assert.Single(Some.Read("pipeline: p\n" + line + "\nmore: x\n").Mistakes);

        Assert.StartsWith($"p.yaml:2:{column}: {name} without quotes", mistake.Message);
    }

    [Theory]
    [InlineData("a, ")]
    [InlineData("'' : '', ")]
    [InlineData("{a, a},")]
    [InlineData("a: &a x\n")]
    [InlineData("x ")]
    [InlineData("\"\",")]
    [InlineData("- - - - - - -\n")]
    [InlineData("${a}")]
    public void Read_MebibyteOfOnePart_Ends(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, PipelineFile.MaxBytes / part.Length - 100));

        Assert.NotEmpty(Some.Read(text).Mistakes);
        Assert.NotEmpty(Some.Read("metrics: {" + text + "}").Mistakes);
    }

    [Fact]
    public void Read_List_IsNoPipeline() =>
        Assert.Equal(["p.yaml:1:1: the file is a list, not a mapping; begin with 'pipeline: NAME'"], Some.Mistakes("- a\n"));

    [Fact]
    public void Read_DeepNesting_IsRefused() =>
        Assert.Equal(["p.yaml:1:65: the file is nested deeper than 64 levels; flatten it"], Some.Mistakes(new string('[', 20_000) + new string(']', 20_000)));

    [Fact]
    public void Read_DeepNestingInBlocks_IsRefused()
    {
        var text = string.Join("\n", Enumerable.Range(0, 1000).Select(i => new string(' ', i) + "a:"));

        Assert.Contains("nested deeper than 64 levels", Assert.Single(Some.Mistakes(text)));
    }

    [Fact]
    public void Read_DepthByAliases_IsRefused()
    {
        var text = new StringBuilder("a0: &a0 x\n");
        for (var i = 1; i < 100; i++) text.Append($"a{i}: &a{i} [*a{i - 1}]\n");

        Assert.Contains("64 levels, aliases followed", Assert.Single(Some.Mistakes(text.ToString())));
    }

    [Fact]
    public void Read_AliasOfItself_IsAMistake() => Assert.Single(Some.Mistakes("a: &a [*a]\n"));

    [Fact]
    public void Read_EndlessContent_IsRefusedAfterOneMebibyte()
    {
        using var endless = new EndlessStream();

        var result = PipelineFile.Read("p.yaml", endless, new Dictionary<string, string>(), [new StubDynamo()]);

        Assert.Equal("p.yaml: the file is longer than 1 MiB; split it, or leave out what is no pipeline", Assert.Single(result.Mistakes).ToString());
        Assert.True(endless.Served < 4 << 20);
    }

    [Fact]
    public void Read_NoSuchFile_IsAMistake() =>
        Assert.StartsWith("/nowhere/p.yaml: the file cannot be read; ", Assert.Single(Some.ReadFile("/nowhere/p.yaml").Mistakes).Message);

    [Fact]
    public void Read_LongSum_IsRefused() =>
        Assert.Contains("the value is too long", Assert.Single(Some.MetricMistakes("value: count()" + string.Concat(Enumerable.Repeat("+1", 100_000)))));

    [Fact]
    public void Read_ManyParentheses_AreRefused() =>
        Assert.Contains("the value is too long", Assert.Single(Some.MetricMistakes("value: " + new string('(', 100_000))));
}
