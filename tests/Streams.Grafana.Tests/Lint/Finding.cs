namespace Streams.Grafana.Tests.Lint;

/// <summary>Where a dashboard breaks a rule; no panel where the rule is about the dashboard.</summary>
internal sealed record Finding(string Rule, string Dashboard, string Panel = "");
