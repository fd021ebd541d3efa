using System.Net;

namespace Streams.Zmq.Tests;

/// <summary>Addresses as discovery has them, and which of them are followed.</summary>
public sealed class ZmqAddressTests
{
    [Theory]
    [InlineData("tcp://10.0.0.5:41234", "10.0.0.5", 41234)]
    [InlineData("tcp://[2001:db8::7]:80", "2001:db8::7", 80)]
    [InlineData("tcp://broker.prod.svc:5556", "broker.prod.svc", 5556)]
    public void Address_IsHostAndPort(string text, string host, int port)
    {
        Assert.True(ZmqAddress.TryParse(text, out var address));
        Assert.Equal((host, port), (address.Host, address.Port));
        Assert.Equal(text, address.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ipc:///tmp/socket")]
    [InlineData("tcp://")]
    [InlineData("tcp://host")]
    [InlineData("tcp://host:0")]
    [InlineData("tcp://host:65536")]
    [InlineData("tcp://host:-1")]
    [InlineData("tcp://*:5556")]
    [InlineData("tcp://user@host:5556")]
    [InlineData("tcp://[10.0.0.5]:1")]
    [InlineData("tcp://[::1:1")]
    [InlineData("tcp://::1:1")]
    [InlineData("tcp://host/path:1")]
    public void AnythingElse_IsNoAddress(string? text) => Assert.False(ZmqAddress.TryParse(text, out _));

    [Theory]
    [InlineData("", "127.0.0.1", true)]
    [InlineData("", "10.1.2.3", true)]
    [InlineData("", "8.8.8.8", true)]
    [InlineData("", "169.254.169.254", false)]
    [InlineData("", "::ffff:169.254.169.254", false)]
    [InlineData("", "fe80::1", false)]
    [InlineData("10.0.0.0/8, 192.168.1.7", "10.1.2.3", true)]
    [InlineData("10.0.0.0/8, 192.168.1.7", "192.168.1.7", true)]
    [InlineData("10.0.0.0/8, 192.168.1.7", "192.168.1.8", false)]
    [InlineData("10.0.0.0/8", "::ffff:10.0.0.1", true)]
    [InlineData("169.254.0.0/16", "169.254.1.1", true)]
    public void AllowedNetworks_AreTheNamedOnes_OrAllButLinkLocalOnes(string networks, string address, bool allows) =>
        Assert.Equal(allows, AllowedNetworks.Parse(networks, out _)!.Allow(IPAddress.Parse(address)));

    [Fact]
    public void WrongNetwork_IsNamed()
    {
        Assert.Null(AllowedNetworks.Parse("10.0.0.0/8,prod,7", out var wrong));
        Assert.Equal("prod", wrong);
    }
}
