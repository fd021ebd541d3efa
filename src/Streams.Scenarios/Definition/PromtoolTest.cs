namespace Streams.Scenarios.Definition;

/// <summary>What a scenario adds to its series for <c>promtool test rules</c>.</summary>
public sealed record PromtoolTest
{
    /// <summary>How often promtool's Prometheus scrapes and evaluates. Default 15 s.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The paths of the files of rules.</summary>
    public IReadOnlyList<string> RuleFiles { get; init; } = [];

    /// <summary>Labels that a scrape adds to every series, such as <c>job</c>. Default none.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; } = [];

    /// <summary>promtool's own keys with what stands under them, each on one line of YAML: <c>alert_rule_test</c>, <c>promql_expr_test</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tests { get; init; } = [];
}
