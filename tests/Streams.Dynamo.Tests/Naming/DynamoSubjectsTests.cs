using Streams.Dynamo.Naming;

namespace Streams.Dynamo.Tests.Naming;

public sealed class DynamoSubjectsTests
{
    [Fact]
    public void Load_Names_StandRawAndEncoded() =>
        Assert.Equal(["namespace.a.b.kv_metrics", "namespace.a%2Eb.component.Vllm-Worker_1.endpoint.*.kv_metrics"], DynamoSubjects.Load("a.b", "Vllm-Worker_1"));

    [Fact]
    public void ForwardPass_Names_StandRawAndEncoded() =>
        Assert.Equal(
            ["namespace.dynamo.component.x/y.forward-pass-metrics", "namespace.dynamo.component.x%2Fy.endpoint.*.forward-pass-metrics"],
            DynamoSubjects.ForwardPass("dynamo", "x/y"));

    [Fact]
    public void HitRate_Names_NoComponent() => Assert.Equal(["namespace.dynamo.kv-hit-rate"], DynamoSubjects.HitRate("dynamo"));

    [Theory]
    [InlineData("azAZ09-_", "azAZ09-_")]
    [InlineData("a.b", "a%2Eb")]
    [InlineData("é~%", "%C3%A9%7E%25")]
    public void Encode_Bytes_OutsideTheSetInHex(string name, string expected) => Assert.Equal(expected, DynamoSubjects.Encode(name));
}
