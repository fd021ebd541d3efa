using System.Globalization;
using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using Streams.EndToEnd.Tests.Support;
using Streams.Grafana.Tests.Support;

namespace Streams.Grafana.Tests;

/// <summary>The unit of systemd and the manifests of Kubernetes.</summary>
public sealed class DeployTests
{
    [Fact]
    public async Task Unit_BySystemd_IsValidAndHardened()
    {
        var unit = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "deploy/streams.service"));
        var file = Path.Combine(Directory.CreateTempSubdirectory("streams-").FullName, "streams.service");
        // Its program need not be installed here.
        await File.WriteAllTextAsync(file, unit.Replace("/usr/bin/dotnet ", "/bin/true ", StringComparison.Ordinal));
        Assert.Equal("", (await Tool.SucceedAsync("systemd-analyze", "verify", file)).Trim());
        var exposure = Regex.Match(await Tool.SucceedAsync("systemd-analyze", "security", "--offline=true", file), @"exposure level for .*: ([\d.]+)").Groups[1].Value;
        Assert.InRange(double.Parse(exposure, CultureInfo.InvariantCulture), 0, 2.5);
    }

    [Fact]
    public void Deployment_ByItsSchema_IsValidAndHardened()
    {
        var deployment = KubernetesYaml.Deserialize<V1Deployment>(Read("deployment.yaml"), strict: true);
        var pod = deployment.Spec.Template.Spec;
        var container = Assert.Single(pod.Containers);
        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
        Assert.Equal("streams:0.1.0", container.Image);
        Assert.Equal(deployment.Spec.Selector.MatchLabels, deployment.Spec.Template.Metadata.Labels);
        Assert.Equal("/-/healthy", container.LivenessProbe.HttpGet.Path);
        Assert.Equal("/-/ready", container.ReadinessProbe.HttpGet.Path);
        Assert.ThrowsAny<Exception>(() => KubernetesYaml.Deserialize<V1Deployment>(Read("deployment.yaml").Replace("replicas:", "replica:", StringComparison.Ordinal), strict: true));
    }

    [Fact]
    public void ServiceAndMonitor_FindTheDeploymentsPort()
    {
        var deployment = KubernetesYaml.Deserialize<V1Deployment>(Read("deployment.yaml"), strict: true);
        var service = KubernetesYaml.Deserialize<V1Service>(Read("service.yaml"), strict: true);
        var monitor = Yaml.Parse(Read("servicemonitor.yaml"))["spec"]!;
        Assert.Equal(deployment.Spec.Template.Metadata.Labels, service.Spec.Selector);
        Assert.Equal("streams", service.Metadata.Name);
        Assert.True(service.Spec.PublishNotReadyAddresses);
        Assert.Equal(deployment.Spec.Template.Spec.Containers[0].Ports[0].Name, service.Spec.Ports[0].TargetPort.Value);
        Assert.Equal(service.Spec.Ports[0].Name, Dashboard.Text(monitor["endpoints"]![0]!["port"]));
        Assert.True(monitor["endpoints"]![0]!["honorLabels"]!.GetValue<bool>());
        Assert.All(monitor["selector"]!["matchLabels"]!.AsObject(), label => Assert.Equal(service.Metadata.Labels[label.Key], Dashboard.Text(label.Value)));
    }

    [Fact]
    public void NetworkPolicy_ByItsSchema_LetsPrometheusInAndNatsOut()
    {
        var deployment = KubernetesYaml.Deserialize<V1Deployment>(Read("deployment.yaml"), strict: true);
        var policy = KubernetesYaml.Deserialize<V1NetworkPolicy>(Read("networkpolicy.yaml"), strict: true);
        Assert.Equal(deployment.Spec.Template.Metadata.Labels, policy.Spec.PodSelector.MatchLabels);
        Assert.Equal(["Egress", "Ingress"], policy.Spec.PolicyTypes.Order());
        Assert.Equal(deployment.Spec.Template.Spec.Containers[0].Ports[0].Name, Assert.Single(Assert.Single(policy.Spec.Ingress).Ports).Port.Value);
        var nats = new Uri(deployment.Spec.Template.Spec.Containers[0].Env.Single(v => v.Name == "NATS_URL").Value);
        Assert.Contains(policy.Spec.Egress, rule => rule.Ports.Any(port => port.Port.Value == nats.Port.ToString(CultureInfo.InvariantCulture)));
        Assert.All(policy.Spec.Egress, rule => Assert.NotEmpty(rule.To));
    }

    [Fact]
    public void DiscoveryRights_ByTheirSchema_OnlyRead_AndNameNoNamespace()
    {
        var text = Read("discovery.yaml");
        var parts = KubernetesYaml.LoadAllFromString(text, strict: true);
        var account = Assert.Single(parts.OfType<V1ServiceAccount>());
        var role = Assert.Single(parts.OfType<V1Role>());
        var binding = Assert.Single(parts.OfType<V1RoleBinding>());
        Assert.Equal(3, parts.Count);
        Assert.All(parts.Cast<IKubernetesObject<V1ObjectMeta>>(), part => Assert.Equal(("streams", null), (part.Metadata.Name, part.Metadata.NamespaceProperty)));
        Assert.Equal(["get", "list", "watch"], Assert.Single(role.Rules).Verbs);
        Assert.Equal((role.Metadata.Name, "Role"), (binding.RoleRef.Name, binding.RoleRef.Kind));
        var subject = Assert.Single(binding.Subjects);
        Assert.Equal((account.Metadata.Name, "ServiceAccount", null), (subject.Name, subject.Kind, subject.NamespaceProperty));
    }

    private static string Read(string manifest) => File.ReadAllText(Path.Combine(Repository.Root, "deploy/kubernetes", manifest));
}
