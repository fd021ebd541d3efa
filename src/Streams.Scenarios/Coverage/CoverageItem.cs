namespace Streams.Scenarios.Coverage;

/// <summary>One thing that a pipeline can do, and whether a scenario has made it do so.</summary>
/// <param name="Name">What it is, for example <c>window llm_kv_hit_rate_window_percent 10s</c>.</param>
/// <param name="IsCovered">Whether a scenario touched it.</param>
public sealed record CoverageItem(string Name, bool IsCovered);
