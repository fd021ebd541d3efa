using System.Text;
using System.Text.Json;
using Streams.Discovery.Following;
using Streams.Discovery.Kubernetes;
using Streams.Discovery.Tests.Support;

namespace Streams.Discovery.Tests.Kubernetes;

public sealed class NamespaceRecordsTests
{
    private const string Key = "v1/event_channels/dynamo//kv_metrics/baae225a9aae528d";

    private readonly Observed _told = new();
    private readonly NamespaceRecords _records;

    public NamespaceRecordsTests() => _records = new NamespaceRecords(new KnownRecords(_told));

    [Theory]
    [InlineData("1.3.1")]
    [InlineData("1.6.1")]
    public void RecordedLines_AreToldKeyByKey(string release)
    {
        var lines = 0;
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Samples", "kubernetes.ndjson")).Select(line => JsonDocument.Parse(line).RootElement))
        {
            if (line.Text("release") != release || !line.TryGetProperty("put", out var put)) continue;
            lines++;
            var before = _told.Story.Length;
            Assert.True(Take(line.GetProperty("text").GetString()!));
            string[] expected = [.. Keys(put).Select(key => "+" + key), .. Keys(line.GetProperty("delete")).Select(key => "-" + key)];
            Assert.Equal(expected.Order(StringComparer.Ordinal), _told.Story[before..].Order(StringComparer.Ordinal));
            foreach (var record in _told.Records.Values)
            {
                // A worker's own records have its id in their keys.
                if (!record.Key.Contains("/event_channels/", StringComparison.Ordinal)) Assert.EndsWith("/" + ulong.Parse(record.Worker!).ToString("x"), record.Key, StringComparison.Ordinal);
                Assert.Contains(record.Pod, new[] { "engine-0", "engine-1", "frontend-0" });
            }
        }

        Assert.InRange(lines, 40, 1000);
    }

    [Fact]
    public void List_OfWhatIsThere_TakesAwayWhatIsNot()
    {
        Take(Line("ADDED", "engine-0", Content(Key)));
        Take(Line("ADDED", "engine-1", Content("v1/event_channels/dynamo//kv_metrics/1", "v1/event_channels/dynamo//kv_metrics/2")));
        var version = List(Resource("engine-1", Content("v1/event_channels/dynamo//kv_metrics/2")));
        Assert.Equal("77", version);
        Assert.Equal(["v1/event_channels/dynamo//kv_metrics/2"], _told.Records.Keys);
        Assert.Equal(5, _told.Story.Length);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("{\"event_channels\":7}")]
    public void Content_ThatCannotBeRead_KeepsTheLastThatCould(string data)
    {
        Take(Line("ADDED", "engine-0", Content(Key)));
        Take(Line("MODIFIED", "engine-0", data));
        List(Resource("engine-0", data));
        Assert.Equal(["+" + Key], _told.Story);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"event_channels\":null,\"endpoints\":{}}")]
    public void Content_WithoutRecords_TakesThemAway(string data)
    {
        Take(Line("ADDED", "engine-0", Content(Key)));
        Take(Line("MODIFIED", "engine-0", data));
        Assert.Equal(["+" + Key, "-" + Key], _told.Story);
    }

    [Fact]
    public void Record_ThatIsNoObject_KeepsWhatWasKnown()
    {
        Take(Line("ADDED", "engine-0", Content(Key)));
        Take(Line("MODIFIED", "engine-0", "{\"event_channels\":{\"dynamo//kv_metrics/baae225a9aae528d\":[1]}}"));
        Assert.Equal(["+" + Key, $"refused {Key}: it is no JSON object"], _told.Story);
    }

    [Fact]
    public void Watch_OfAVersionTooOld_BeginsAnew_AndOtherErrorsAreTold()
    {
        Assert.False(Take("""{"type":"ERROR","object":{"kind":"Status","message":"too old resource version: 1 (275)","reason":"Expired","code":410}}"""));
        var e = Assert.Throws<StoreException>(() => Take("""{"type":"ERROR","object":{"kind":"Status","message":"etcd is away","code":500}}"""));
        Assert.Equal("it ends the watch with 500: etcd is away", e.Message);
        Assert.Throws<StoreException>(() => _records.List("""{"kind":"Status","metadata":{}}"""u8));
        Assert.ThrowsAny<JsonException>(() => _records.List("""{"items":[{"""u8));
    }

    [Fact]
    public void Versions_ComeFromResourcesAndBookmarks()
    {
        var version = "1";
        _records.Take(Encoding.UTF8.GetBytes(Line("ADDED", "engine-0", Content(Key))), ref version);
        Assert.Equal("5", version);
        _records.Take("""{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9"}}}"""u8, ref version);
        Assert.Equal("9", version);
    }

    private static IEnumerable<string> Keys(JsonElement keys) => keys.EnumerateArray().Select(key => key.GetString()!).Where(RecordedTimeline.IsFollowed);

    private static string Content(params string[] channels) =>
        "{\"event_channels\":{" + string.Join(",", channels.Select(key => $"\"{key["v1/event_channels/".Length..]}\":{{\"a\":1}}")) + "}}";

    private static string Resource(string name, string data) => $"{{\"metadata\":{{\"name\":\"{name}\",\"resourceVersion\":\"5\"}},\"spec\":{{\"data\":{data}}}}}";

    private static string Line(string type, string name, string data) => $"{{\"type\":\"{type}\",\"object\":{Resource(name, data)}}}";

    private bool Take(string line)
    {
        var version = "";
        return _records.Take(Encoding.UTF8.GetBytes(line), ref version);
    }

    private string List(params string[] resources) =>
        _records.List(Encoding.UTF8.GetBytes($"{{\"items\":[{string.Join(",", resources)}],\"metadata\":{{\"resourceVersion\":\"77\"}}}}"));
}
