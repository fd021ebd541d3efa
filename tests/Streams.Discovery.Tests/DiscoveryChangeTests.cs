using System.Text;
using System.Text.Json;

namespace Streams.Discovery.Tests;

public sealed class DiscoveryChangeTests
{
    private const string Key = "v1/event_channels/dynamo//kv_metrics/2a";

    [Theory]
    [InlineData("""{"a":1}""", null, null, """{"a":1}""")]
    [InlineData("""{"a":1}""", "7", null, """{"a":1,"$worker":"7"}""")]
    [InlineData("""{"a":1}""", null, "engine-0", """{"a":1,"$pod":"engine-0"}""")]
    [InlineData("""{"a":{"b":"}"}}""", "18446744073709551615", "engine-0", """{"a":{"b":"}"},"$worker":"18446744073709551615","$pod":"engine-0"}""")]
    [InlineData(" { }\n", "7", "a\"b", """ {"$worker":"7","$pod":"a\u0022b"}""")]
    [InlineData("", null, null, "")]
    public void ToMessage_AddsTheOwner_ToTheRecord(string value, string? worker, string? pod, string payload)
    {
        var message = new DiscoveryChange(Key, Encoding.UTF8.GetBytes(value), worker, pod).ToMessage();
        Assert.Equal((Key, payload), (message.Subject, Encoding.UTF8.GetString(message.Payload.Span)));
    }

    [Fact]
    public void ToMessage_OfARecordThatNamesAnOwner_SaysWhatTheStoreSays()
    {
        var message = new DiscoveryChange(Key, """{"$worker":"1","$pod":"x"}"""u8.ToArray(), "7", "engine-0").ToMessage();
        using var read = JsonDocument.Parse(message.Payload);
        Assert.Equal("7", read.RootElement.GetProperty(DiscoveryChange.WorkerMember).GetString());
        Assert.Equal("engine-0", read.RootElement.GetProperty(DiscoveryChange.PodMember).GetString());
    }
}
