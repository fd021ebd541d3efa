using NATS.Client.Core;
using NATS.NKeys;
using Streams.Nats.Connecting;
using Streams.Nats.Tests.Support;
using Streams.Testing.Support;

namespace Streams.Nats.Tests;

public abstract class LoginTests(bool fastPath)
{
    public sealed class Direct() : LoginTests(true);

    public sealed class ThroughNatsNet() : LoginTests(false);

    private const string Users = """
        authorization { users: [
          { user: fleet, password: "p@ss word", permissions: { subscribe: { deny: "secret.>" } } }
        ] }
        """;

    [Fact]
    public async Task RunAsync_UserAndPassword_IsUp()
    {
        await using var server = await NatsServer.StartAsync(Users);
        await using var source = RunningSource.Subjects(new NatsOptions { FastPath = fastPath, Url = server.Url, User = "fleet", Password = "p@ss word" }, "a");
        await source.Listening();
        Assert.True(source.Input.IsUp);
    }

    [Fact]
    public async Task RunAsync_UserInTheUrl_IsUpAndNotLogged()
    {
        await using var server = await NatsServer.StartAsync(Users);
        await using var source = RunningSource.Subjects(new NatsOptions { FastPath = fastPath, Url = server.Url.Replace("://", "://fleet:p%40ss%20word@", StringComparison.Ordinal) }, "a");
        await source.Listening();
        Assert.True(source.Input.IsUp);
        Assert.DoesNotContain(source.Log.Lines, l => l.Text.Contains("p%40ss", StringComparison.Ordinal) || l.Text.Contains("fleet", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_WrongPassword_IsDownAndSaysWhyOnce()
    {
        await using var server = await NatsServer.StartAsync(Users);
        await using var source = RunningSource.Subjects(new NatsOptions { FastPath = fastPath, Url = server.Url, User = "fleet", Password = "guess-work" }, "a");
        var reason = await source.Log.Line("Failed");
        Assert.Contains("Authorization Violation", reason, StringComparison.OrdinalIgnoreCase);
        Assert.False(source.Input.IsUp);
        Assert.DoesNotContain(source.Log.Lines, l => l.Text.Contains("guess-work", StringComparison.Ordinal));
    }

    [Fact]
    public async Task RunAsync_PasswordInAFile_IsReadAnewForEveryConnection()
    {
        using var file = new TemporaryFile("guess-work\n");
        await using var server = await NatsServer.StartAsync(Users);
        await using var source = RunningSource.Subjects(new NatsOptions { FastPath = fastPath, Url = server.Url, User = "fleet", PasswordFile = file.Path }, "a");
        await source.Log.Line("Failed");
        file.Write("p@ss word\n");
        await source.Listening();
        Assert.True(source.Input.IsUp);
    }

    [Fact]
    public async Task RunAsync_TokenInAFile_IsUp()
    {
        using var file = new TemporaryFile("t0ken\n");
        await using var server = await NatsServer.StartAsync("authorization { token: \"t0ken\" }");
        await using var source = RunningSource.Subjects(new NatsOptions { FastPath = fastPath, Url = server.Url, TokenFile = file.Path }, "a");
        await source.Listening();
        Assert.True(source.Input.IsUp);
    }

    [Fact]
    public async Task RunAsync_ServerSaysWhatWouldMoveATerminal_IsLoggedEscapedAndCut()
    {
        await using var server = new ScriptedServer($"-ERR '\u001b[2Jgone\u0085\u202e{new string('x', 4000)}'\r\n");
        await using var source = RunningSource.Subjects(new NatsOptions { FastPath = fastPath, Url = server.Url }, "a");
        var line = await source.Log.Line("Complained");
        Assert.Contains("\\u001b[2Jgone\\u0085\\u202exxx", line);
        Assert.DoesNotContain(line, char.IsControl);
        Assert.InRange(line.Length, 300, 400);
    }

    [Fact]
    public async Task RunAsync_SubjectNotPermitted_IsNotUp()
    {
        await using var server = await NatsServer.StartAsync(Users);
        await using var source = RunningSource.Subjects(new NatsOptions { FastPath = fastPath, Url = server.Url, User = "fleet", Password = "p@ss word" }, "secret.plans");
        await source.Log.Line("Complained");
        await source.Listening();
        Assert.False(source.Input.IsUp);
    }

    [Fact]
    public async Task RunAsync_Token_IsUp()
    {
        await using var server = await NatsServer.StartAsync("""authorization { token: "s3cret" }""");
        await using var source = RunningSource.Subjects(new NatsOptions { FastPath = fastPath, Url = server.Url, Token = "s3cret" }, "a");
        await source.Listening();
        Assert.True(source.Input.IsUp);
    }

    [Fact]
    public async Task RunAsync_NKey_IsUp()
    {
        var pair = KeyPair.CreatePair(PrefixByte.User);
        var seed = Path.GetTempFileName();
        await File.WriteAllTextAsync(seed, pair.GetSeed());
        await using var server = await NatsServer.StartAsync($$"""authorization { users: [ { nkey: {{pair.GetPublicKey()}} } ] }""");
        await using var source = RunningSource.Subjects(new NatsOptions { FastPath = fastPath, Url = server.Url, NKey = seed }, "a");
        await source.Listening();
        Assert.True(source.Input.IsUp);
        File.Delete(seed);

        // As processes of Dynamo have it.
        var options = NatsOptions.FromEnvironment(name => name switch { "NATS_SERVER" => server.Url, "NATS_AUTH_NKEY" => pair.GetSeed(), _ => null });
        Assert.Empty(options.Validate());
        await using var other = RunningSource.Subjects(options with { FastPath = fastPath }, "a");
        await other.Listening();
        Assert.True(other.Input.IsUp);
    }

    [Fact]
    public async Task RunAsync_NKeyThatTheServerDoesNotKnow_IsDownAndTellsNoSeed()
    {
        var pair = KeyPair.CreatePair(PrefixByte.User);
        var seed = Path.GetTempFileName();
        await File.WriteAllTextAsync(seed, pair.GetSeed());
        await using var server = await NatsServer.StartAsync($$"""authorization { users: [ { nkey: {{KeyPair.CreatePair(PrefixByte.User).GetPublicKey()}} } ] }""");
        await using var source = RunningSource.Subjects(new NatsOptions { FastPath = fastPath, Url = server.Url, NKey = seed }, "a");
        Assert.Contains("Authorization Violation", await source.Log.Line("Failed"), StringComparison.OrdinalIgnoreCase);
        Assert.False(source.Input.IsUp);
        Assert.DoesNotContain(source.Log.Lines, l => l.Text.Contains(pair.GetSeed(), StringComparison.Ordinal));
        File.Delete(seed);
    }

    [Fact]
    public async Task RunAsync_Creds_IsUpAndReceives()
    {
        using var authority = new TestOperator();
        await using var server = await NatsServer.StartAsync(authority.Configuration);
        await using var source = RunningSource.Subjects(new NatsOptions { FastPath = fastPath, Url = server.Url, Creds = authority.Creds() }, "a");
        await source.Listening();
        Assert.True(source.Input.IsUp);
        await using var publisher = new Publisher(server, NatsOpts.Default with { AuthOpts = new NatsAuthOpts { CredsFile = authority.Creds() } });
        await publisher.PublishAsync("a", "hello");
        await source.Decoder.Arrival(1);
    }

    [Fact]
    public async Task RunAsync_CredsOfAnotherOperator_IsDownAndTellsNoSecret()
    {
        using var authority = new TestOperator();
        using var stranger = new TestOperator();
        await using var server = await NatsServer.StartAsync(authority.Configuration);
        var creds = stranger.Creds();
        await using var source = RunningSource.Subjects(new NatsOptions { FastPath = fastPath, Url = server.Url, Creds = creds }, "a");
        Assert.Contains("Authorization Violation", await source.Log.Line("Failed"), StringComparison.OrdinalIgnoreCase);
        Assert.False(source.Input.IsUp);
        var secrets = File.ReadAllLines(creds).Where(line => line.Length > 0 && line[0] != '-').ToArray();
        Assert.Equal(2, secrets.Length);
        Assert.DoesNotContain(source.Log.Lines, l => secrets.Any(s => l.Text.Contains(s, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task RunAsync_TokenInOneUrlOfTwo_IsUpAndNotLogged()
    {
        await using var absent = NatsServer.Absent();
        await using var server = await NatsServer.StartAsync("""authorization { token: "s3cret" }""");
        var urls = string.Join(',', new[] { absent, server }.Select(s => s.Url.Replace("://", "://s3cret@", StringComparison.Ordinal)));
        await using var source = RunningSource.Subjects(new NatsOptions { FastPath = fastPath, Url = urls }, "a");
        await source.Listening();
        Assert.True(source.Input.IsUp);
        Assert.DoesNotContain(source.Log.Lines, l => l.Text.Contains("s3cret", StringComparison.Ordinal));
    }
}
