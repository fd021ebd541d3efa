using Streams.Discovery.Etcd;

namespace Streams.Discovery.Tests.Etcd;

public sealed class EtcdOptionsTests
{
    [Fact]
    public void FromEnvironment_ReadsDynamosVariables()
    {
        var variables = new Dictionary<string, string>
        {
            ["ETCD_ENDPOINTS"] = "http://a:2379,http://b:2379",
            ["ETCD_AUTH_USERNAME"] = "reader",
            ["ETCD_AUTH_PASSWORD"] = "secret",
            ["ETCD_AUTH_CA"] = "/ca",
            ["ETCD_AUTH_CLIENT_CERT"] = "/cert",
            ["ETCD_AUTH_CLIENT_KEY"] = "/key",
        };
        var options = EtcdOptions.FromEnvironment(variables.GetValueOrDefault);
        Assert.Equal(
            new EtcdOptions { Endpoints = "http://a:2379,http://b:2379", User = "reader", Password = "secret", Ca = "/ca", Cert = "/cert", Key = "/key" },
            options);
        Assert.Equal("http://a:2379, http://b:2379", options.ToString());
        Assert.Equal(new EtcdOptions(), EtcdOptions.FromEnvironment(_ => ""));
        Assert.Empty(new EtcdOptions().Validate());
    }

    [Theory]
    [InlineData("ETCD_ENDPOINTS", " , ", "ETCD_ENDPOINTS names no server")]
    [InlineData("ETCD_ENDPOINTS", "ftp://x", "ETCD_ENDPOINTS: ftp://x is not an address: http://HOST:PORT or https://HOST:PORT")]
    [InlineData("ETCD_ENDPOINTS", "http://u:secret@x", "ETCD_ENDPOINTS: x is not an address: http://HOST:PORT or https://HOST:PORT")]
    [InlineData("ETCD_AUTH_USERNAME", "u", "ETCD_AUTH_USERNAME and ETCD_AUTH_PASSWORD belong together: one is missing")]
    [InlineData("ETCD_AUTH_CLIENT_KEY", "/key", "ETCD_AUTH_CLIENT_CERT and ETCD_AUTH_CLIENT_KEY belong together: one is missing")]
    [InlineData("ETCD_AUTH_CA", "/no/such/ca", "ETCD_AUTH_CA: /no/such/ca cannot be used: Could not find a part of the path '/no/such/ca'.")]
    public void Validate_AMistake_IsNamedWithoutSecrets(string variable, string value, string problem) =>
        Assert.Equal([problem], EtcdOptions.FromEnvironment(name => name == variable ? value : null).Validate());

    [Fact]
    public void Endpoint_WithoutAScheme_IsSecureWhereAnAuthorityIsGiven()
    {
        Assert.Equal([new Uri("http://a:2379")], new EtcdOptions { Endpoints = "a:2379" }.ToUris());
        Assert.Equal([new Uri("https://a:2379")], new EtcdOptions { Endpoints = "a:2379", Ca = "/ca" }.ToUris());
    }
}
