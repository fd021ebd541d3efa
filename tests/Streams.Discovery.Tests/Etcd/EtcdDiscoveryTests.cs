using System.Security.Cryptography.X509Certificates;
using Streams.Discovery.Etcd;
using Streams.Discovery.Tests.Support;
using Streams.Testing.Support;

namespace Streams.Discovery.Tests.Etcd;

public sealed class EtcdDiscoveryTests
{
    private const string Key = "v1/instances/dynamo/backend/generate/694da20f8b451a2b";
    private const string Channel = "v1/event_channels/dynamo//kv_metrics/2a";
    private const long Lease = 0x694da20f8b451a2b;

    [Fact]
    public async Task RecordedFleets_AreToldKeyByKey()
    {
        var runs = 0;
        foreach (var run in RecordedTimeline.Of("etcd"))
        {
            runs++;
            await using var server = await EtcdServer.StartAsync();
            await using var followed = Follow(server);
            var expected = new Dictionary<string, string>();
            foreach (var line in run)
            {
                if (line.Text("put") is { } put)
                {
                    await server.PutAsync(put, line.Text("value")!);
                    if (RecordedTimeline.IsFollowed(put)) expected[put] = line.Text("value")!;
                }
                else if (line.Text("delete") is { } deleted)
                {
                    await server.DeleteAsync(deleted);
                    expected.Remove(deleted);
                }
                else
                {
                    await followed.Told.HasAsync(expected, run.Key);
                }
            }

            await followed.Told.HasAsync(expected, run.Key);
            Assert.Single(followed.Told.Story, "listed");
        }

        Assert.Equal(3, runs);
    }

    [Fact]
    public async Task Lease_OfARecord_SaysWhoseItIs_AndTakesItAway()
    {
        await using var server = await EtcdServer.StartAsync();
        await server.GrantAsync(Lease, 600);
        await server.PutAsync(Key, "{}", Lease);
        await server.PutAsync("v1/other", "{}");
        await using var followed = Follow(server);
        await followed.Told.UntilAsync(told => told.Story is [.., "listed"], "listed");
        await server.PutAsync(Channel, """{"topic":"kv_metrics"}""", Lease);
        await server.PutAsync("v1/mdc/a/b/c/1", "{}");
        await followed.Told.UntilAsync(told => told.Records.Count == 3, "three records");
        Assert.Equal("7587899134833924651", followed.Told.Records[Key].Worker);
        Assert.Equal("7587899134833924651", followed.Told.Records[Channel].Worker);
        Assert.Null(followed.Told.Records["v1/mdc/a/b/c/1"].Worker);
        await server.RevokeAsync(Lease);
        await followed.Told.UntilAsync(told => told.Records.Count == 1, "the lease's records have gone");
    }

    [Fact]
    public async Task Server_KilledWhileALeaseEnds_AndCompacted_IsReadAgain()
    {
        await using var server = await EtcdServer.StartAsync();
        await server.GrantAsync(Lease, 13);
        await server.PutAsync(Key, "{}", Lease);
        await server.PutAsync(Channel, """{"a":1}""");
        await server.PutAsync("v1/mdc/a/b/c/1", "{}");
        await using var followed = Follow(server);
        await followed.Told.UntilAsync(told => told.Story is [.., "listed"], "listed");
        await server.KillAsync();
        await followed.Told.UntilAsync(told => told.Story[^1].StartsWith("down: ", StringComparison.Ordinal), "down");
        await server.StartAgainAsync(hidden: true);
        await server.PutAsync(Channel, """{"a":2}""");
        await server.DeleteAsync("v1/mdc/a/b/c/1");
        await server.PutAsync("v1/mdc/a/b/c/2", "{}");
        await Eventually.AnswersAsync(async () => await server.HasAsync(Key) ? null : "gone", "the lease ends, after 13 s at least");
        await server.CompactAsync();
        await server.KillAsync();
        Assert.Equal([Key, Channel, "v1/mdc/a/b/c/1"], followed.Told.Records.Keys.OrderBy(key => key != Key).ThenBy(key => key, StringComparer.Ordinal));
        await server.StartAgainAsync();
        await followed.Told.UntilAsync(told => told.Story[^1] == "listed", "listed again");
        Assert.Equal(["+" + Channel, "+v1/mdc/a/b/c/2", "-" + Key, "-v1/mdc/a/b/c/1", "up", "listed"], followed.Told.Story[^6..].Order(ByKind.Instance));
        Assert.Equal("""{"a":2}""", followed.Told.Value(Channel));
    }

    [Fact]
    public async Task Watch_ThatWasCompacted_IsReadAgain_WithoutAWord()
    {
        await using var server = await EtcdServer.StartAsync();
        await server.PutAsync(Key, "{}");
        await using var followed = Follow(server);
        await followed.Told.UntilAsync(told => told.Story is [.., "listed"], "listed");
        await server.PutAsync("elsewhere", "{}");
        await server.PutAsync("elsewhere", "{}");
        await server.CompactAsync();
        await followed.Told.UntilAsync(told => told.Story.Count(one => one == "listed") == 2, "listed again when the watch's time is over");
        Assert.Equal(["+" + Key, "up", "listed", "listed"], followed.Told.Story);
        await server.PutAsync(Channel, "{}");
        await followed.Told.UntilAsync(told => told.Story[^1] == "+" + Channel, "followed on");
    }

    [Fact]
    public async Task Server_ThatIsFrozen_IsDown_AndIsReadAgain()
    {
        await using var server = await EtcdServer.StartAsync();
        await server.PutAsync(Key, "{}");
        await using var followed = Follow(server);
        await followed.Told.UntilAsync(told => told.Story is [.., "listed"], "listed");
        await server.FreezeAsync();
        await followed.Told.UntilAsync(told => told.Story[^1] == "down: it does not answer", "down");
        await server.ThawAsync();
        await followed.Told.UntilAsync(told => told.Story[^1] == "listed", "listed again");
        Assert.Equal([Key], followed.Told.Records.Keys);
    }

    [Fact]
    public async Task Records_ThatDoNotParse_KeepWhatWasKnown_AndLongOnesAreTold()
    {
        var card = """{"type":"Model","text":"?"}""".Replace("?", new string('x', 200_000), StringComparison.Ordinal);
        await using var server = await EtcdServer.StartAsync();
        await using var followed = Follow(server);
        await server.PutAsync(Key, card);
        await server.PutAsync(Key, "{\"type\":");
        await followed.Told.UntilAsync(told => told.Story[^1].StartsWith($"refused {Key}: it is no JSON", StringComparison.Ordinal), "refused");
        Assert.Equal(card, followed.Told.Value(Key));
    }

    [Fact]
    public async Task User_WithARightToRead_ReadsAfterARestartToo_AndAWrongPasswordIsNoEmptyStore()
    {
        await using var server = await EtcdServer.StartAsync();
        await server.PutAsync(Key, "{}");
        await server.CallAsync("auth/user/add", new { name = "root", password = "r" });
        await server.CallAsync("auth/user/add", new { name = "reader", password = "secret" });
        await server.CallAsync("auth/role/add", new { name = "root" });
        await server.CallAsync("auth/role/add", new { name = "reads" });
        await server.CallAsync("auth/role/grant", new { name = "reads", perm = new { permType = "READ", key = "djEv", range_end = "djEw" } });
        await server.CallAsync("auth/user/grant", new { user = "root", role = "root" });
        await server.CallAsync("auth/user/grant", new { user = "reader", role = "reads" });
        await server.CallAsync("auth/enable", new { });
        await using var anonymous = Follow(server);
        await using var wrong = Follow(server, new EtcdOptions { User = "reader", Password = "wrong" });
        await using var right = Follow(server, new EtcdOptions { User = "reader", Password = "secret" });
        await right.Told.UntilAsync(told => told.Story is [.., "listed"], "listed");
        await server.KillAsync();
        await server.StartAgainAsync();
        await right.Told.UntilAsync(told => told.Story.Count(one => one == "listed") == 2, "listed again");
        Assert.Equal([Key], right.Told.Records.Keys);
        await anonymous.Told.UntilAsync(told => told.Story.Any(one => one.Contains("user name is empty", StringComparison.Ordinal)), "refused");
        await wrong.Told.UntilAsync(told => told.Story.Any(one => one.Contains("invalid user ID or password", StringComparison.Ordinal)), "refused");
        Assert.DoesNotContain("listed", anonymous.Told.Story.Concat(wrong.Told.Story));
    }

    [Fact]
    public async Task Server_OfTls_IsReadWithItsAuthorityAndOurCertificate_AndWithoutThemIsNoEmptyStore()
    {
        using var authority = new TestAuthority();
        var right = new EtcdOptions { Ca = authority.Authority, Cert = authority.PathOf("client.pem"), Key = authority.PathOf("client.key") };
        using var handler = new SocketsHttpHandler
        {
            SslOptions =
            {
                ClientCertificates = [X509Certificate2.CreateFromPemFile(right.Cert, right.Key)],
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            },
        };
        await using var server = await EtcdServer.StartAsync(
            handler, "--cert-file", authority.PathOf("server.pem"), "--key-file", authority.PathOf("server.key"), "--client-cert-auth", "--trusted-ca-file", authority.Authority);
        await server.PutAsync(Key, "{}");
        await using var followed = Follow(server, right);
        await using var nameless = Follow(server, new EtcdOptions { Ca = authority.Authority });
        await using var trustless = Follow(server, right with { Ca = null });
        await followed.Told.UntilAsync(told => told.Records.ContainsKey(Key), "read");
        await nameless.Told.UntilAsync(told => told.Story is [{ } why, ..] && why.StartsWith("down: ", StringComparison.Ordinal), "refused");
        await trustless.Told.UntilAsync(told => told.Story is [{ } why, ..] && why.Contains("certificate", StringComparison.Ordinal), "refused");
        Assert.DoesNotContain("listed", nameless.Told.Story.Concat(trustless.Told.Story));
    }

    [Fact]
    public async Task Server_WithoutAGateway_IsNoEmptyStore()
    {
        await using var server = await EtcdServer.StartAsync("--enable-grpc-gateway=false");
        await using var followed = Follow(server);
        await followed.Told.UntilAsync(told => told.Story.Length > 0, "told");
        Assert.Equal(["down: it answers 404: Not Found"], followed.Told.Story);
    }

    [Fact]
    public async Task Servers_OfWhichTheFirstIsAway_AreAskedInTurn()
    {
        await using var server = await EtcdServer.StartAsync();
        await server.PutAsync(Key, "{}");
        using var absent = ReservedPort.Take();
        await using var followed = new Followed(new EtcdDiscovery(new EtcdOptions { Endpoints = $"127.0.0.1:{absent.Number}, {server.Url}" }, TimeProvider.System));
        await followed.Told.UntilAsync(told => told.Story is [.., "listed"], "listed");
        Assert.Equal(4, followed.Told.Story.Length);
    }

    private static Followed Follow(EtcdServer server, EtcdOptions? options = null) =>
        new(new EtcdDiscovery((options ?? new EtcdOptions()) with { Endpoints = server.Url }, TimeProvider.System));

    /// <summary>Removals are told in no order.</summary>
    private sealed class ByKind : IComparer<string>
    {
        internal static readonly ByKind Instance = new();

        public int Compare(string? x, string? y) => (x![0], y![0]) is ('-', '-') ? string.CompareOrdinal(x, y) : 0;
    }
}
