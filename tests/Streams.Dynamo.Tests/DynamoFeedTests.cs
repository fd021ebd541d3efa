using System.Text.Json;
using System.Text.RegularExpressions;

namespace Streams.Dynamo.Tests;

/// <summary>The manual and the schema list the feeds as the table has them.</summary>
public sealed partial class DynamoFeedTests
{
    private static readonly string[] Feeds = [.. DynamoFeed.All.Select(feed => feed.Name).Order(StringComparer.Ordinal)];

    [Fact]
    public void Manual_ListsEachFeedWithItsKeys()
    {
        var manual = Doc("pipeline-file.md");
        var table = manual[manual.IndexOf("|---|", manual.IndexOf("| `feed` |", StringComparison.Ordinal), StringComparison.Ordinal)..];
        var rows = Row().Matches(table[..table.IndexOf("\n\n", StringComparison.Ordinal)]).ToDictionary(row => row.Groups[1].Value, row => row.Groups[2].Value);
        Assert.Equal(Feeds, rows.Keys.Order(StringComparer.Ordinal));
        Assert.All(DynamoFeed.All, feed => Assert.StartsWith(string.Join(", ", feed.Keys.Select(key => $"`{key}`")), rows[feed.Name]));
    }

    [Fact]
    public void Schema_ListsEachFeed()
    {
        using var schema = JsonDocument.Parse(Doc("pipeline.schema.json"));
        Assert.Equal(Feeds, FeedsIn(schema.RootElement).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> FeedsIn(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
            property.Name == "feed" && property.Value.TryGetProperty("enum", out var names) ? names.EnumerateArray().Select(name => name.GetString()!)
                : FeedsIn(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(FeedsIn),
        _ => [],
    };

    private static string Doc(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Streams.sln"))) folder = folder.Parent!;
        return File.ReadAllText(Path.Combine(folder.FullName, "docs", name));
    }

    [GeneratedRegex(@"^\| `([a-z-]+)` \| [^|]+ \| ([^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
