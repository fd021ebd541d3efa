using System.Text;
using Streams.EndToEnd.Tests.Support;

namespace Streams.Grafana.Tests.Making;

/// <summary>The rules as a resource of the Prometheus operator: the same text, further in.</summary>
internal static class PrometheusRules
{
    internal const string Path = "deploy/kubernetes/prometheusrule.yaml";

    internal static string File()
    {
        var text = new StringBuilder("""
            # For the Prometheus operator: grafana/rules as a resource, made by scripts/dashboards. Add the labels by which your Prometheus selects its rules.
            apiVersion: monitoring.coreos.com/v1
            kind: PrometheusRule
            metadata:
              name: streams
              labels: { app.kubernetes.io/name: streams }
            spec:
              groups:

            """);
        foreach (var file in Directory.GetFiles(System.IO.Path.Combine(Repository.Root, "grafana", "rules"), "*.yml").Order(StringComparer.Ordinal))
        {
            foreach (var line in System.IO.File.ReadLines(file).SkipWhile(line => line != "groups:").Skip(1)) text.Append(line.Length == 0 ? "" : "  " + line).Append('\n');
        }

        return text.ToString();
    }
}
