namespace Streams.Simulation;

/// <summary>How large a simulated fleet is, and which releases of Dynamo it speaks like.</summary>
public sealed record FleetOptions
{
    /// <summary>The releases that a fleet can speak like, the oldest first.</summary>
    public static IReadOnlyList<string> SupportedReleases { get; } =
        ["0.1.0", "0.1.1", "0.2.1", "0.3.0", "0.3.2", "0.4.1", "0.6.1", "0.8.0", "0.9.0", "1.1.0", "1.2.1", "1.3.1", "1.4.0", "1.5.1", "1.6.0"];

    /// <summary>Workers of each release, 1 to 100,000. Default 8.</summary>
    public int Workers { get; init; } = 8;

    /// <summary>Requests a second that arrive on average over the whole fleet; releases share them evenly. Default 50; 0 is an idle fleet.</summary>
    public double Rate { get; init; } = 50;

    /// <summary>How many requests arrive in all before the fleet goes idle; it answers and beats on. Default null: without end.</summary>
    public long? Requests { get; init; }

    /// <summary>Its releases, at once, each with its own workers and router. Default 0.4.1.</summary>
    public IReadOnlyList<string> Releases { get; init; } = ["0.4.1"];

    /// <summary>Where the random numbers begin: the same seed and the same start give the same bytes. Default 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Dynamo's namespace. Default dynamo.</summary>
    public string Namespace { get; init; } = "dynamo";

    /// <summary>Dynamo's component. Default backend.</summary>
    public string Component { get; init; } = "backend";

    /// <summary>The endpoint whose statistics tell the load, in releases before 0.6.1. Default load_metrics.</summary>
    public string Endpoint { get; init; } = "load_metrics";

    /// <summary>Everything that is wrong with the options, a sentence each; empty if nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (Workers is < 1 or > 100_000) problems.Add($"workers: {Workers} is not between 1 and 100000");
        if (!double.IsFinite(Rate) || Rate is < 0 or > 1_000_000) problems.Add($"rate: {Rate} is not between 0 and 1000000 requests a second");
        if (Requests < 0) problems.Add($"requests: {Requests} is negative");
        if (Releases.Count == 0) problems.Add("release: there is none; one or more of " + string.Join(", ", SupportedReleases));
        foreach (var release in Releases.Where(r => !SupportedReleases.Contains(r)))
        {
            problems.Add($"release: {release} cannot be simulated; one or more of " + string.Join(", ", SupportedReleases));
        }

        foreach (var twice in Releases.GroupBy(r => r).Where(g => g.Count() > 1)) problems.Add($"release: {twice.Key} stands there twice");
        CheckName("namespace", Namespace, problems);
        CheckName("component", Component, problems);
        CheckName("endpoint", Endpoint, problems);
        return problems;
    }

    private static void CheckName(string option, string value, List<string> problems)
    {
        if (value.Split('.').Any(token => token.Length == 0 || token.Any(c => c is '*' or '>' || char.IsWhiteSpace(c) || char.IsControl(c))))
        {
            problems.Add($"{option}: '{value}' cannot stand in a NATS subject");
        }
    }
}
