using Streams.Nats.Connecting;

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
            Token = "nats_token",
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
            Gather = TimeSpan.FromSeconds(2),
            PingInterval = TimeSpan.Zero,
        };
        var problems = options.Validate();
        Assert.Equal(8, problems.Count);
        Assert.DoesNotContain(problems, p => p.Contains("secret", StringComparison.Ordinal));
    }
}
