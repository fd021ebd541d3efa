using System.Text.Json.Nodes;
using Streams.Grafana.Tests.Support;

namespace Streams.Grafana.Tests.Lint;

/// <summary>The rules of Grafana's dashboard-linter that are about one query.</summary>
internal static class TargetRules
{
    internal static readonly IReadOnlyDictionary<string, Func<JsonObject, bool>> All = new Dictionary<string, Func<JsonObject, bool>>
    {
        // No query is of Loki, so what LogQL must be need not be asked.
        ["target-logql-rule"] = IsPrometheus,
        ["target-logql-auto-rule"] = IsPrometheus,
        ["target-promql-rule"] = target => PromQl.Selectors(Query(target)).Any() && Query(target).Count(c => c == '(') == Query(target).Count(c => c == ')'),
        ["target-rate-interval-rule"] = target => PromQl.Ranges(Query(target)).All(range => range == "$__rate_interval"),
        ["target-job-rule"] = target => PromQl.Selectors(Query(target)).All(s => s.Matchers.Contains("job=~\"$job\"", StringComparison.Ordinal)),
        ["target-instance-rule"] = target => PromQl.Selectors(Query(target)).All(s => s.Matchers.Contains("instance=~\"$instance\"", StringComparison.Ordinal)),
        ["target-counter-agg-rule"] = target => PromQl.Selectors(Query(target)).All(s => !s.Name.EndsWith("_total", StringComparison.Ordinal) || IsRated(s.Before)),
    };

    private static string Query(JsonObject target) => Dashboard.Text(target["expr"]);

    private static bool IsPrometheus(JsonObject target) => Dashboard.Text(target["datasource"]?["type"]) == "prometheus";

    private static bool IsRated(string before) => ((string[])["rate(", "irate(", "increase("]).Any(call => before.EndsWith(call, StringComparison.Ordinal));
}
