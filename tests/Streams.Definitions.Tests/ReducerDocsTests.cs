using System.Text.RegularExpressions;
using Streams.Definitions.Tests.Support;
using Streams.Reducing;

namespace Streams.Definitions.Tests;

/// <summary>What is written of reducers is what their table says.</summary>
public sealed partial class ReducerDocsTests
{
    private static readonly string[] Zeroes = [.. Reducers.All.Where(kind => kind.OfNothing == 0).Select(kind => kind.Name).Order()];

    [Fact]
    public void Manual_Table_HasEveryCall()
    {
        var rows = Read("pipeline-file.md").Split("| reducer |")[1].Split("\n\n")[0].Split('\n').Skip(2).SelectMany(row => Quoted(row.Split('|')[1]));

        Assert.Equal(Reducers.All.SelectMany(kind => kind.Forms).Select(form => form.Replace("FIELD", "f")).Order(), rows.Order());
    }

    [Fact]
    public void Manual_EmptyWindows_ShowZeroForThoseOfTheTable() => Assert.Equal(Zeroes, Quoted(EmptyOnes().Match(Read("pipeline-file.md")).Value).Order());

    [Fact]
    public void Semantics_EmptyWindows_ShowZeroForThoseOfTheTable() => Assert.Equal(Zeroes, Quoted(EmptyOnes().Match(Read("semantics.md")).Value).Order());

    [Fact]
    public void Semantics_F1_NamesEveryReducer()
    {
        var rule = Read("semantics.md").Split("**F1 Reducers.**")[1].Split("\n- **")[0];

        Assert.Empty(Reducers.Names.Except(Quoted(rule).SelectMany(code => Word().Matches(code).Select(m => m.Value))));
    }

    [Fact]
    public void Schema_Value_NamesEveryReducer()
    {
        var said = Schema.At("metric", "properties", "value", "description").GetString()!;

        Assert.Equal(Reducers.Names.Order(), Word().Matches(said.Split("over ")[1].Split(';')[0]).Select(m => m.Value).Order());
    }

    private static string Read(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "docs", file)).ReplaceLineEndings("\n");

    private static IEnumerable<string> Quoted(string text) => Code().Matches(text).Select(m => m.Groups[1].Value);

    [GeneratedRegex(@"empty\s+one:?\s+(?:shows\s+)?0\s+for\s+(?:`\w+`(?:,\s+|\s+and\s+)?)+")]
    private static partial Regex EmptyOnes();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
