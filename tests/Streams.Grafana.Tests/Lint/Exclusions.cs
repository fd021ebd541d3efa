using System.Text.Json.Nodes;
using Streams.Grafana.Tests.Support;

namespace Streams.Grafana.Tests.Lint;

/// <summary>The exceptions in <c>grafana/.lint</c>, in the linter's own format.</summary>
internal static class Exclusions
{
    private static readonly JsonObject Rules = Yaml.Read("grafana/.lint")["exclusions"]!.AsObject();

    /// <summary>Every exception: a rule, a dashboard, and a panel or none for all of it.</summary>
    internal static IEnumerable<Finding> All =>
        Rules.SelectMany(rule => rule.Value!["entries"]!.AsArray().Select(e => new Finding(rule.Key, Dashboard.Text(e!["dashboard"]), Dashboard.Text(e["panel"]))));

    internal static IEnumerable<string> Reasons => Rules.Select(rule => Dashboard.Text(rule.Value!["reason"]));

    internal static bool Covers(Finding exclusion, Finding finding) =>
        exclusion.Rule == finding.Rule && exclusion.Dashboard == finding.Dashboard && (exclusion.Panel.Length == 0 || exclusion.Panel == finding.Panel);
}
