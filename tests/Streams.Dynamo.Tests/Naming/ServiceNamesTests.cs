using Streams.Dynamo.Naming;

namespace Streams.Dynamo.Tests.Naming;

/// <summary>The examples of real releases, and the README's <c>720278f8</c>.</summary>
public sealed class ServiceNamesTests
{
    [Theory]
    [InlineData("dynamo", "my_component", "dynamo_my_component_5e37f4fe")]
    [InlineData("dynamo", "VllmWorker", "dynamo_vllmworker_f3e86392")]
    [InlineData("triton-init", "backend", "triton_init_backend_720278f8")]
    public void Of010_Examples_AreThoseOfDynamo(string space, string component, string expected) =>
        Assert.Equal(expected, ServiceNames.Of010(space, component));

    [Theory]
    [InlineData("my_component", "dynamo_my_component_1854ce00")]
    [InlineData("VllmWorker", "dynamo_vllmworker_3f6fafd3")]
    [InlineData("backend", "dynamo_backend_9ce3f3b7")]
    public void Of020_Examples_AreThoseOfDynamo(string component, string expected) =>
        Assert.Equal(expected, ServiceNames.Of020("dynamo", component));

    [Theory]
    [InlineData("dynamo", "VllmWorker", "dynamo_vllmworker")]
    [InlineData("my-space", "a.b c", "my-space_a_b_c")]
    [InlineData("__x", "Ärger😀", "x__rger_")]
    public void Of021_Names_AreSlugs(string space, string component, string expected) =>
        Assert.Equal(expected, ServiceNames.Of021(space, component));

    [Fact]
    public void All_Component_HasEachRule() =>
        Assert.Equal(["dynamo_vllmworker_f3e86392", "dynamo_vllmworker_3f6fafd3", "dynamo_vllmworker"], ServiceNames.All("dynamo", "VllmWorker"));
}
