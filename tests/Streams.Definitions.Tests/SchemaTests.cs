using System.Text.Json;
using System.Text.RegularExpressions;
using Streams.Definitions.Tests.Support;

namespace Streams.Definitions.Tests;

/// <summary>The JSON Schema says what the reader says: the same keys, the same words, the same files right and wrong.</summary>
public sealed partial class SchemaTests
{
    private const string Unknown = "zzzzzzzzzzzz";
    private const string Metric = "metrics: { m: { help: A, from: s, value: count() } }";
    private const string Nats = "nats: { subject: a }, decode: { json: { fields: { t: /t } } }";

    public static TheoryData<string> Shipped => [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "pipelines"), "*.yaml").Select(f => Path.GetFileName(f)).Where(f => !f.EndsWith(".scenarios.yaml", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Shipped))]
    public async Task Validate_ShippedFile_IsRight(string file) =>
        Assert.Empty(await Schema.MistakesAsync(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "pipelines", file), TestContext.Current.CancellationToken)));

    [Theory]
    [InlineData("pipeline: p\nlabels: { a: '${x}' }\nparameters: { x: 1 }\nmax_workers: 5")]
    [InlineData("pipeline: 5\nmax_workers: '${n}'\nparameters: { n: 7 }")]
    public async Task Validate_RightHead_IsRightToBoth(string head)
    {
        var text = $"{head}\nsources: {{ s: {{ {Nats}, expire: 1m30s, lateness: 0s }} }}\n{Metric}";

        Assert.Empty(Some.ReadShipped("p.yaml", text).Mistakes);
        Assert.Empty(await Schema.MistakesAsync(text));
    }

    [Theory]
    [InlineData("pipelin: p")]
    [InlineData("pipeline: p\nmax_workers: 0")]
    [InlineData("pipeline: p\nmax_workers: many")]
    [InlineData("pipeline: p\nlabels: { a-b: x }")]
    [InlineData("pipeline: p\nlabels: { window: x }")]
    [InlineData("pipeline: p\nparameters: [a]")]
    [InlineData("pipeline: p", "dynamo: { feed: hitrate, namespace: n }")]
    [InlineData("pipeline: p", "dynamo: { feed: hit-rate }")]
    [InlineData("pipeline: p", "dynamo: { feed: stats, namespace: n, component: c }")]
    [InlineData("pipeline: p", "dynamo: { feed: load, namespace: n, component: c, every: 1s }")]
    [InlineData("pipeline: p", "nats: { subject: a }")]
    [InlineData("pipeline: p", "nats: { subject: a b }, decode: { json: {} }")]
    [InlineData("pipeline: p", "nats: { subject: '>.a' }, decode: { json: {} }")]
    [InlineData("pipeline: p", "nats: { subject: a }, decode: { xml: {} }")]
    [InlineData("pipeline: p", "nats: { subject: a }, decode: { json: { key: { a: s/id } } }")]
    [InlineData("pipeline: p", "nats: { subject: a }, decode: { json: { key: { a: subject:0 } } }")]
    [InlineData("pipeline: p", "nats: { subject: a }, decode: { json: { fields: { a: /a~2 } } }")]
    [InlineData("pipeline: p", "nats: { subject: a }, decode: { json: { fields: { a: [] } } }")]
    [InlineData("pipeline: p", "nats: { subject: a }, decode: { json: { time: { at: /ts, as: iso } } }")]
    [InlineData("pipeline: p", "nats: { subject: a }, decode: { json: { time: { at: /ts } } }")]
    [InlineData("pipeline: p", Nats + ", dynamo: { feed: hit-rate, namespace: n }")]
    [InlineData("pipeline: p", Nats + ", expire: soon")]
    [InlineData("pipeline: p", Nats + ", expires: 1m")]
    [InlineData("pipeline: p", "expire: 1m")]
    [InlineData("pipeline: p", Nats, "metrics: { 9m: { help: A, from: s, value: count() } }")]
    [InlineData("pipeline: p", Nats, "metrics: { streams_m: { help: A, from: s, value: count() } }")]
    [InlineData("pipeline: p", Nats, "metrics: { m: { from: s, value: count() } }")]
    [InlineData("pipeline: p", Nats, "metrics: { m: { help: A, value: count() } }")]
    [InlineData("pipeline: p", Nats, "metrics: { m: { help: A, from: [], value: count() } }")]
    [InlineData("pipeline: p", Nats, "metrics: { m: { help: A, from: s } }")]
    [InlineData("pipeline: p", Nats, "metrics: { m: { help: \"A\\nB\", from: s, value: count() } }")]
    [InlineData("pipeline: p", Nats, "metrics: { m: { help: A, from: s, value: count(), type: summary } }")]
    [InlineData("pipeline: p", Nats, "metrics: { m: { help: A, from: s, value: t, type: histogram } }")]
    [InlineData("pipeline: p", Nats, "metrics: { m: { help: A, from: s, value: count(), buckets: [1] } }")]
    [InlineData("pipeline: p", Nats, "metrics: { m_total: { help: A, from: s, value: count(), type: counter, across: sum } }")]
    [InlineData("pipeline: p", Nats, "metrics: { m: { help: A, from: s, value: count(), over: 10x } }")]
    [InlineData("pipeline: p", Nats, "metrics: { m: { help: A, from: s, value: count(), over: 1m each 5s } }")]
    [InlineData("pipeline: p", Nats, "metrics: { m: { help: A, from: s, value: count(), across: summ } }")]
    [InlineData("pipeline: p", Nats, "metrics: { m: { help: A, from: s, value: count(), across: [sum by (a, b), avg] } }")]
    [InlineData("pipeline: p", Nats, "metrics: { m: { help: A, from: s, value: count(), ovr: 10s } }")]
    public async Task Validate_WrongFile_IsWrongToBoth(string head, string source = Nats, string metrics = Metric)
    {
        var text = $"{head}\nsources: {{ s: {{ {source} }} }}\n{metrics}";

        Assert.NotEmpty(Some.ReadShipped("p.yaml", text).Mistakes);
        Assert.NotEmpty(await Schema.MistakesAsync(text));
    }

    [Theory]
    [InlineData("the file", "sources: { s: { " + Nats + " } }\n" + Unknown + ": x", "pipelineFile")]
    [InlineData("'nats'", "sources: { s: { nats: { subject: a, " + Unknown + ": x }, decode: { json: { fields: { t: /t } } } } }", "nats")]
    [InlineData("'decode'", "sources: { s: { nats: { subject: a }, decode: { json: { fields: { t: /t } }, " + Unknown + ": x } } }", "decode")]
    [InlineData("'json'", "sources: { s: { nats: { subject: a }, decode: { json: { fields: { t: /t }, " + Unknown + ": x } } } }", "json")]
    [InlineData("'time'", "sources: { s: { nats: { subject: a }, decode: { json: { time: { at: /t, as: unix_s, " + Unknown + ": x } } } } }", "json", "properties", "time")]
    public void Keys_OfAMapping_AreThoseThatTheReaderAsksFor(string mapping, string sources, params string[] path) =>
        Assert.Equal(KnownIn(mapping, $"pipeline: p\n{sources}\n{Metric}"), Schema.Properties(Schema.At(path)));

    [Fact]
    public void Keys_OfAMetric_AreThoseThatTheReaderAsksFor() => Assert.Equal(
        KnownIn("'m'", $"pipeline: p\nsources: {{ s: {{ {Nats} }} }}\nmetrics: {{ m: {{ help: A, from: s, value: count(), {Unknown}: x }} }}"),
        Schema.Properties(Schema.At("metric")));

    [Fact]
    public void Keys_OfASource_AreThoseThatTheReaderAsksForOfAnyKind()
    {
        string[] known =
        [
            .. KnownIn("'s'", $"pipeline: p\nsources: {{ s: {{ {Nats}, {Unknown}: x }} }}\n{Metric}"),
            .. KnownIn("'s'", $"pipeline: p\nsources: {{ s: {{ dynamo: {{ feed: hit-rate, namespace: n }}, {Unknown}: x }} }}\n{Metric}"),
        ];
        Assert.Equal(known.Distinct().Order(StringComparer.Ordinal), Schema.Properties(Schema.At("source")));
    }

    [Fact]
    public void Keys_OfEachFeed_AreThoseThatTheReaderAsksFor()
    {
        var shapes = Schema.At("dynamo", "oneOf").EnumerateArray().Where(shape => shape.GetProperty("properties").GetProperty("feed").TryGetProperty("enum", out _)).ToList();
        Assert.Equal(WordsIn("unknown feed", $"pipeline: p\nsources: {{ s: {{ dynamo: {{ feed: {Unknown}, namespace: n }} }} }}\n{Metric}"), shapes.Select(FeedOf).Order(StringComparer.Ordinal));
        foreach (var shape in shapes)
        {
            var known = KnownIn("'dynamo'", $"pipeline: p\nsources: {{ s: {{ dynamo: {{ feed: {FeedOf(shape)}, namespace: n, component: c, endpoint: e, {Unknown}: x }} }} }}\n{Metric}");
            Assert.Equal(known, Schema.Properties(shape));
        }
    }

    [Fact]
    public void Words_OfClosedSets_AreThoseThatTheReaderTakes()
    {
        Assert.Equal(
            WordsIn("unknown type", $"pipeline: p\nsources: {{ s: {{ {Nats} }} }}\nmetrics: {{ m: {{ help: A, from: s, value: count(), type: {Unknown} }} }}"),
            WordsOf(Schema.At("metric", "properties", "type")));
        Assert.Equal(
            WordsIn("unknown as", $"pipeline: p\nsources: {{ s: {{ nats: {{ subject: a }}, decode: {{ json: {{ time: {{ at: /t, as: {Unknown} }} }} }} }} }}\n{Metric}"),
            WordsOf(Schema.At("json", "properties", "time", "properties", "as")));
    }

    [Fact]
    public void Steps_OfAcross_AreThoseThatTheReaderTakes()
    {
        var pattern = new Regex(Schema.At("step", "pattern").GetString()!, RegexOptions.ECMAScript);
        foreach (var step in WordsIn("unknown step", $"pipeline: p\nsources: {{ s: {{ {Nats} }} }}\nmetrics: {{ m: {{ help: A, from: s, value: count(), across: {Unknown} }} }}"))
        {
            Assert.Matches(pattern, step == "quantile" ? "quantile(0.9)" : step);
        }
    }

    private static string FeedOf(JsonElement shape) => shape.GetProperty("properties").GetProperty("feed").GetProperty("enum")[0].GetString()!;

    private static IEnumerable<string> WordsOf(JsonElement choice) => choice.GetProperty("anyOf")[0].GetProperty("enum").EnumerateArray().Select(w => w.GetString()!).Order(StringComparer.Ordinal);

    private static string[] KnownIn(string mapping, string text) => WordsIn($"unknown key '{Unknown}' in {mapping}", text);

    /// <summary>What the reader lists as known in the mistake that begins so.</summary>
    private static string[] WordsIn(string mistake, string text)
    {
        var told = Assert.Single(Some.ReadShipped("p.yaml", text).Mistakes, m => m.Wrong.StartsWith(mistake, StringComparison.Ordinal));
        return [.. Known().Match(told.Right).Groups[1].Value.Split(", ").Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex("^known: (.*)$")]
    private static partial Regex Known();
}
