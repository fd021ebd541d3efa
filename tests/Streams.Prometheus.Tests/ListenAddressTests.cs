namespace Streams.Prometheus.Tests;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData(":9091", "*:9091")]
    [InlineData("9091", "*:9091")]
    [InlineData("*:9091", "*:9091")]
    [InlineData("127.0.0.1:9091", "127.0.0.1:9091")]
    [InlineData("0.0.0.0:80", "0.0.0.0:80")]
    [InlineData("localhost:0", "127.0.0.1:0")]
    [InlineData("[::1]:65535", "[::1]:65535")]
    [InlineData("[::]:9091", "[::]:9091")]
    public void TryParse_Address_IsRead(string text, string read)
    {
        Assert.True(ListenAddress.TryParse(text, out var address, out var mistake), mistake);
        Assert.Equal(read, address.ToString());
    }

    [Theory]
    [InlineData("", "no port")]
    [InlineData(null, "no port")]
    [InlineData("localhost", "no port")]
    [InlineData("70000", "is no port")]
    [InlineData(":", "is no port")]
    [InlineData(":65536", "is no port")]
    [InlineData(":-1", "is no port")]
    [InlineData(": 9091", "is no port")]
    [InlineData(":9091/metrics", "is no port")]
    [InlineData("::1:9091", "is no address")]
    [InlineData("[127.0.0.1]:9091", "is no address")]
    [InlineData("[::1:9091", "is no address")]
    [InlineData("example.org:9091", "is no address")]
    [InlineData("1:9091", "is no address")]
    [InlineData("http://127.0.0.1:9091", "is no address")]
    public void TryParse_NoAddress_SaysWhatIsWrong(string? text, string said)
    {
        Assert.False(ListenAddress.TryParse(text, out _, out var mistake));
        Assert.Contains(said, mistake);
    }
}
