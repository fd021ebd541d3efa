using Streams.Nats.Connecting;
using Streams.Nats.Tests.Support;

namespace Streams.Nats.Tests;

public sealed class NatsOptionsTests
{
    [Fact]
    public void FromEnvironment_AllVariables_ReadsEach()
    {
        var options = NatsOptions.FromEnvironment(name => name == "NATS_URL" ? "tls://h" : name.ToLowerInvariant());
        var expected = new NatsOptions
        {
            Url = "tls://h",
            Creds = "nats_creds",
            NKey = "nats_nkey",
            User = "nats_user",
            Password = "nats_password",
            PasswordFile = "nats_password_file",
            Token = "nats_token",
            TokenFile = "nats_token_file",
            Ca = "nats_ca",
            Cert = "nats_cert",
            Key = "nats_key",
            TlsFirst = true,
        };
        Assert.Equal(expected, options);
    }

    [Fact]
    public void FromEnvironment_EmptyVariables_GivesTheDefaults()
    {
        var options = NatsOptions.FromEnvironment(_ => "");
        Assert.Equal(new NatsOptions(), options);
        Assert.Empty(options.Validate());
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("true", true)]
    [InlineData("0", false)]
    [InlineData("false", false)]
    [InlineData("", false)]
    public void FromEnvironment_TlsFirst_IsASwitch(string value, bool expected) =>
        Assert.Equal(expected, NatsOptions.FromEnvironment(name => name == "NATS_TLS_FIRST" ? value : null).TlsFirst);

    [Theory]
    [InlineData("0", false)]
    [InlineData("false", false)]
    [InlineData("1", true)]
    [InlineData(null, true)]
    public void FromEnvironment_FastPath_IsOnUnlessTurnedOff(string? value, bool expected) =>
        Assert.Equal(expected, NatsOptions.FromEnvironment(name => name == "NATS_FAST_PATH" ? value : null).FastPath);

    [Theory]
    [InlineData("nats://h:4222", "nats://h:4222")]
    [InlineData("nats://u:p@h:4222", "nats://***@h:4222")]
    [InlineData("token@h", "***@h")]
    [InlineData("nats://u:p@x@h, tls://t0ken@i:1", "nats://***@h,tls://***@i:1")]
    public void Redacted_SecretsInTheUrl_AreHidden(string url, string expected)
    {
        var options = new NatsOptions { Url = url, Password = "hidden", Token = "hidden" };
        Assert.Equal(expected, options.Redacted);
        Assert.Equal(expected, $"{options}");
    }

    [Theory]
    [InlineData("nats://u:hush,hush@h")]
    [InlineData("nats://u:hush@hush@h")]
    [InlineData("nats://u:hush@:4222")]
    [InlineData("http://u:hush@h")]
    [InlineData("nats://u:hush word@h:x")]
    public void Validate_UrlWithASecretThatCannotBeRead_TellsNothingOfIt(string url) =>
        Assert.DoesNotContain("hush", Assert.Single(new NatsOptions { Url = url }.Validate()), StringComparison.Ordinal);

    [Fact]
    public void Validate_ManyMistakes_ReportsEveryOne()
    {
        var options = new NatsOptions
        {
            Url = "http://h, nats://u:secret@:4222",
            User = "u",
            Token = "t",
            Cert = "c.pem",
            NKey = "/nowhere/seed",
            NKeySeed = "secret",
            Gather = TimeSpan.FromSeconds(2),
            PingInterval = TimeSpan.Zero,
        };
        var problems = options.Validate();
        Assert.Equal(9, problems.Count);
        Assert.DoesNotContain(problems, p => p.Contains("secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nats://u:p@h:4222\n", "nats://u:p@h:4222")]
    [InlineData("nats://u:p@h:4222\r\nmore", "nats://u:p@h:4222")]
    [InlineData("nats://h", "nats://h")]
    public void FromEnvironment_UrlInAFile_IsItsFirstLine(string content, string url)
    {
        using var file = new TemporaryFile(content);
        Assert.Equal(url, NatsOptions.FromEnvironment(name => name == "NATS_URL_FILE" ? file.Path : null).Url);
        Assert.Equal("nats://other", NatsOptions.FromEnvironment(name => name switch { "NATS_URL_FILE" => file.Path, "NATS_URL" => "nats://other", _ => null }).Url);
    }

    [Fact]
    public void FromEnvironment_UrlInAFileThatIsNotThereOrEmpty_SaysWhich()
    {
        using var empty = new TemporaryFile("\n");
        foreach (var path in (string[])["/nowhere/url", empty.Path])
        {
            var refused = Assert.Throws<InvalidDataException>(() => NatsOptions.FromEnvironment(name => name == "NATS_URL_FILE" ? path : null));
            Assert.StartsWith($"NATS_URL_FILE: {path} cannot be used: ", refused.Message);
        }
    }

    [Fact]
    public void Validate_SecretTwiceOrInAFileWithoutOne_SaysSo()
    {
        using var empty = new TemporaryFile("");
        using var secret = new TemporaryFile("hush");
        Assert.Equal(["NATS_TOKEN and NATS_TOKEN_FILE are both given: leave one out"], new NatsOptions { Token = "t", TokenFile = secret.Path }.Validate());
        Assert.Equal(["NATS_USER and NATS_PASSWORD belong together: one is missing"], new NatsOptions { PasswordFile = secret.Path }.Validate());
        Assert.Equal([$"NATS_TOKEN_FILE: {empty.Path} cannot be used: there is nothing in its first line"], new NatsOptions { TokenFile = empty.Path }.Validate());
        Assert.Empty(new NatsOptions { User = "u", PasswordFile = secret.Path }.Validate());
    }
}
