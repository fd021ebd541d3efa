using NetArchTest.Rules;
using Streams.Definition;
using Streams.Events;

namespace Streams.EndToEnd.Tests;

/// <summary>Who may know whom: the engine knows no protocol, and the command alone knows everyone.</summary>
public sealed class LayeringTests
{
    private const string Yaml = "YamlDotNet";
    private const string Nats = "NATS";
    private const string MessagePack = "Nerdbank";
    private const string Prometheus = "Prometheus";
    private const string Kubernetes = "k8s";
    private const string Web = "Microsoft.AspNetCore";

    [Fact]
    public void Engine_KnowsSystemReactiveAndNoProtocol() =>
        Holds(typeof(Event), Yaml, Nats, MessagePack, Prometheus, Kubernetes, Web, "Streams.Discovery", "Streams.Definitions", "Streams.Scenarios", "Streams.Nats", "Streams.Dynamo", "Streams.Simulation", "Streams.Prometheus", "Streams.LivePage", "Streams.Testing", "Streams.Cli");

    [Fact]
    public void Definitions_KnowTheEngineAlone() =>
        Holds(typeof(Definitions.PipelineFile), Nats, MessagePack, Prometheus, Web, "Streams.Scenarios", "Streams.Nats", "Streams.Dynamo", "Streams.Simulation", "Streams.Prometheus", "Streams.LivePage", "Streams.Testing", "Streams.Cli");

    [Fact]
    public void Scenarios_KnowTheEngineAndItsDefinitions() =>
        Holds(typeof(Scenarios.ScenarioFile), Nats, MessagePack, Prometheus, Web, "Streams.Nats", "Streams.Dynamo", "Streams.Simulation", "Streams.Prometheus", "Streams.LivePage", "Streams.Testing", "Streams.Cli");

    [Fact]
    public void NatsSources_KnowNoFilesNoDynamoAndNoPage() =>
        Holds(typeof(Streams.Nats.NatsLink), Yaml, MessagePack, Prometheus, Kubernetes, Web, "Streams.Discovery", "Streams.Definitions", "Streams.Scenarios", "Streams.Dynamo", "Streams.Simulation", "Streams.Prometheus", "Streams.LivePage", "Streams.Testing", "Streams.Cli");

    [Fact]
    public void Discovery_KnowsNoneOfTheOthers() =>
        Holds(typeof(Streams.Discovery.IDiscovery), Yaml, Nats, MessagePack, Prometheus, Web, "Streams.Definitions", "Streams.Scenarios", "Streams.Nats", "Streams.Dynamo", "Streams.Simulation", "Streams.Prometheus", "Streams.LivePage", "Streams.Testing", "Streams.Cli");

    [Fact]
    public void Dynamo_KnowsNoFilesAndNoPage() =>
        Holds(typeof(Dynamo.DynamoSourceKind), Yaml, Prometheus, Web, "Streams.Definitions", "Streams.Scenarios", "Streams.Simulation", "Streams.Prometheus", "Streams.LivePage", "Streams.Testing", "Streams.Cli");

    [Fact]
    public void Page_KnowsTheEngineAlone() =>
        Holds(typeof(Streams.Prometheus.PrometheusSink), Yaml, Nats, MessagePack, "Streams.Definitions", "Streams.Nats", "Streams.Dynamo", "Streams.LivePage", "Streams.Testing", "Streams.Cli");

    [Fact]
    public void LivePage_KnowsTheEngineAndThePage() =>
        Holds(typeof(Streams.LivePage.LiveRoutes), Yaml, Nats, MessagePack, "Streams.Definitions", "Streams.Nats", "Streams.Dynamo", "Streams.Testing", "Streams.Cli");

    [Fact]
    public void TestKit_KnowsTheEngineAndItsDefinitions() =>
        Holds(typeof(Testing.VirtualPipeline), Yaml, Nats, MessagePack, Prometheus, Web, "Streams.Nats", "Streams.Dynamo", "Streams.Prometheus", "Streams.LivePage", "Streams.Cli");

    private static void Holds(Type inAssembly, params string[] unknown)
    {
        var result = Types.InAssembly(inAssembly.Assembly).ShouldNot().HaveDependencyOnAny(unknown).GetResult();
        Assert.True(result.IsSuccessful, string.Join(", ", result.FailingTypeNames ?? []));
    }
}
