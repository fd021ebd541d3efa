using Streams.Dynamo.Naming;

namespace Streams.Dynamo.Tests.Naming;

public sealed class ComponentNamesTests
{
    [Theory]
    [InlineData("namespace.dynamo.component.backend.forward-pass-metrics", "backend")]
    [InlineData("namespace.a.b.component.Vllm.Worker.kv_metrics", "Vllm.Worker")]
    [InlineData("namespace.dynamo.component.prefill.endpoint.generate.kv_metrics", "prefill")]
    [InlineData("namespace.a%2Eb.component.my%2Eworker%C3%A9.endpoint.generate.kv_metrics", "my.workeré")]
    [InlineData("namespace.dynamo.component.a%2.endpoint.generate.kv_metrics", "a%2")]
    [InlineData("namespace.dynamo.kv_metrics", null)]
    [InlineData("namespace.dynamo.kv-hit-rate", null)]
    [InlineData("namespace.dynamo.component.", null)]
    public void Of_Subject_IsItsComponent(string subject, string? expected) => Assert.Equal(expected, ComponentNames.Of(subject));

    [Theory]
    [InlineData("VllmWorker", "VllmWorker")]
    [InlineData("*", "backend")]
    [InlineData("", "backend")]
    public void Otherwise_Setting_NamesOne(string setting, string expected) => Assert.Equal(expected, ComponentNames.Otherwise(setting));

    [Fact]
    public void Subjects_OfPatterns_KeepTheirWildcards() =>
        Assert.Equal(["namespace.prod*.component.*.forward-pass-metrics", "namespace.prod*.component.*.endpoint.*.forward-pass-metrics"],
            DynamoSubjects.ForwardPass("prod*", "*"));
}
