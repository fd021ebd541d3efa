using Streams.Discovery.Addresses;
using Streams.Discovery.Tests.Support;

namespace Streams.Discovery.Tests.Addresses;

public sealed class StaticDiscoveryTests
{
    [Fact]
    public async Task Addresses_AreToldAsBrokers_AndStay()
    {
        await using var followed = new Followed(new StaticDiscovery([StaticAddress.Parse("prod.a/backend=tcp://10.0.0.5:41234")!, StaticAddress.Parse("dynamo=tcp://[fd00::1]:5557")!]));
        await followed.Told.UntilAsync(told => told.Last == "listed", "listed");
        const string First = "v1/event_channels/namespace/prod.a/component/backend/topic//0", Second = "v1/event_channels/namespace/dynamo/topic//1";
        Assert.Equal(["+" + First, "+" + Second, "up", "listed"], followed.Told.Story);
        Assert.Equal(
            """{"type":"EventChannel","scope":{"kind":"component","namespace":"prod.a","component":"backend"},"topic":"","instance_id":0,"transport":{"kind":"ZmqBroker","config":{"xsub_endpoints":[],"xpub_endpoints":["tcp://10.0.0.5:41234"]}}}""",
            followed.Told.Value(First));
        Assert.Equal(
            """{"type":"EventChannel","scope":{"kind":"namespace","name":"dynamo"},"topic":"","instance_id":1,"transport":{"kind":"ZmqBroker","config":{"xsub_endpoints":[],"xpub_endpoints":["tcp://[fd00::1]:5557"]}}}""",
            followed.Told.Value(Second));
    }

    [Theory]
    [InlineData("")]
    [InlineData("tcp://10.0.0.5:41234")]
    [InlineData("dynamo=10.0.0.5:41234")]
    [InlineData("dynamo=udp://10.0.0.5:41234")]
    [InlineData("dynamo=tcp://10.0.0.5")]
    [InlineData("dynamo=tcp://10.0.0.5:0")]
    [InlineData("dynamo=tcp://10.0.0.5:65536")]
    [InlineData("dynamo=tcp://user@host:1")]
    [InlineData("dynamo/a/b=tcp://10.0.0.5:1")]
    public void Parse_AnythingElse_IsNone(string text) => Assert.Null(StaticAddress.Parse(text));
}
