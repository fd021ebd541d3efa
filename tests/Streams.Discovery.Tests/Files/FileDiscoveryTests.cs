using Streams.Discovery.Files;
using Streams.Discovery.Tests.Support;

namespace Streams.Discovery.Tests.Files;

public sealed class FileDiscoveryTests : IDisposable
{
    private const string Key = "v1/instances/dynamo/backend/generate/2a";
    private const string KeysFile = "v1/instances/dynamo%2Fbackend%2Fgenerate%2F2a";

    private readonly FileStore _store = new();
    private readonly SteppedTime _time = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task RecordedFleets_AreToldKeyByKey()
    {
        var runs = 0;
        foreach (var run in RecordedTimeline.Of("file"))
        {
            runs++;
            using var store = new FileStore();
            Directory.CreateDirectory(store.Folder);
            await using var followed = new Followed(new FileDiscovery(store.Folder, TimeProvider.System));
            var expected = new Dictionary<string, string>();
            foreach (var line in run)
            {
                if (line.Text("put") is { } put)
                {
                    store.Put(line.Text("file")!, line.Text("value")!);
                    if (RecordedTimeline.IsFollowed(put)) expected[put] = line.Text("value")!;
                }
                else if (line.Text("delete") is { } deleted)
                {
                    store.Delete(line.Text("file")!);
                    expected.Remove(deleted);
                }
                else
                {
                    await followed.Told.HasAsync(expected, run.Key);
                }
            }

            await followed.Told.HasAsync(expected, run.Key);
        }

        Assert.Equal(3, runs);
    }

    [Fact]
    public async Task File_ThatNobodyTouchesForTenSeconds_HasGone_AndComesBackWithItsOwner()
    {
        _store.Put(KeysFile, """{"type":"Endpoint"}""", _time.GetUtcNow().UtcDateTime);
        await using var followed = new Followed(new FileDiscovery(_store.Folder, _time));
        await _time.PassAsync(TimeSpan.FromSeconds(9));
        _store.Touch(KeysFile, _time.GetUtcNow().UtcDateTime);
        await _time.PassAsync(TimeSpan.FromSeconds(9.5));
        Assert.Equal(["+" + Key, "up", "listed"], followed.Told.Story);
        await _time.PassAsync(TimeSpan.FromSeconds(3));
        Assert.Equal("-" + Key, followed.Told.Story[^1]);
        _store.Touch(KeysFile, _time.GetUtcNow().UtcDateTime);
        await _time.PassAsync(TimeSpan.FromSeconds(1));
        Assert.Equal("+" + Key, followed.Told.Story[^1]);
    }

    [Fact]
    public async Task File_OfAnOwnerLongGone_IsNotTold_AndOneOfAClockAhead_IsJudgedFromNow()
    {
        _store.Put(KeysFile, """{"type":"Endpoint"}""", _time.GetUtcNow().UtcDateTime.AddSeconds(-11));
        _store.Put("v1/mdc/a%2Fb%2Fc%2F1", "{}", _time.GetUtcNow().UtcDateTime.AddDays(1));
        await using var followed = new Followed(new FileDiscovery(_store.Folder, _time));
        await _time.PassAsync(TimeSpan.FromSeconds(9.9));
        Assert.Equal(["v1/mdc/a/b/c/1"], followed.Told.Records.Keys);
        await _time.PassAsync(TimeSpan.FromSeconds(2));
        Assert.Empty(followed.Told.Records);
    }

    [Fact]
    public async Task Record_ThatIsNew_IsToldAtTheNextLook()
    {
        _store.Put("v1/mdc/a%2Fb%2Fc%2F1", "{}");
        await using var followed = new Followed(new FileDiscovery(_store.Folder, _time));
        await _time.PassAsync(TimeSpan.FromMilliseconds(50));
        _store.Put(KeysFile, "{}");
        _store.Put("v1/instances/.tmp_0123456789abcdef", "half of it");
        await _time.PassAsync(TimeSpan.FromMilliseconds(100));
        Assert.Equal(["+v1/mdc/a/b/c/1", "up", "listed", "+" + Key], followed.Told.Story);
    }

    [Fact]
    public async Task Folder_ThatIsNotThere_IsNoEmptyStore()
    {
        await using var followed = new Followed(new FileDiscovery(_store.Folder, _time));
        await _time.PassAsync(TimeSpan.FromSeconds(20));
        Assert.Equal([$"down: there is no folder {_store.Folder}"], followed.Told.Story);
        _store.Put(KeysFile, "{}", _time.GetUtcNow().UtcDateTime);
        await _time.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(["+" + Key, "up", "listed"], followed.Told.Story[1..]);
        Directory.Delete(_store.Folder, recursive: true);
        await _time.PassAsync(TimeSpan.FromSeconds(30));
        Assert.Equal([$"down: there is no folder {_store.Folder}"], followed.Told.Story[4..]);
        Assert.Equal([Key], followed.Told.Records.Keys);
        Directory.CreateDirectory(_store.Folder);
        await _time.PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(["-" + Key, "up", "listed"], followed.Told.Story[5..]);
    }

    [Fact]
    public async Task Record_ThatDoesNotParse_KeepsWhatWasKnown_AndALongOneIsTold()
    {
        var card = """{"type":"Model","card_json":{"text":"?"}}""".Replace("?", new string('x', 14_000), StringComparison.Ordinal);
        _store.Put(KeysFile, card);
        await using var followed = new Followed(new FileDiscovery(_store.Folder, _time));
        await _time.WaitsAsync();
        Assert.Equal(card, followed.Told.Value(Key));
        foreach (var (value, why) in new[] { ("{\"type\":", "it is no JSON"), ("[1]", "it is no JSON object"), ("", "it is no JSON"), ($"\"{new string('x', 1 << 20)}\"", "it is longer than 1048576 bytes") })
        {
            _store.Put(KeysFile, value);
            await _time.PassAsync(TimeSpan.FromSeconds(1));
            Assert.StartsWith($"refused {Key}: {why}", followed.Told.Story[^1], StringComparison.Ordinal);
            Assert.Equal(card, followed.Told.Value(Key));
        }
    }
}
