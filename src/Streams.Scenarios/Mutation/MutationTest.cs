using Streams.Scenarios.Definition;
using Streams.Scenarios.Running;

namespace Streams.Scenarios.Mutation;

/// <summary>Which mutants the scenarios of a pipeline catch: one is caught when a scenario fails on it that passes without it.</summary>
/// <param name="Caught">Those that are caught.</param>
/// <param name="Exempted">Those that are not, with a reason.</param>
/// <param name="Alive">Those that are not, without.</param>
/// <param name="Needless">Exemptions of mutants that are caught, or that are not there.</param>
public sealed record MutationTest(IReadOnlyList<Mutant> Caught, IReadOnlyList<Mutant> Exempted, IReadOnlyList<Mutant> Alive, IReadOnlyList<Exemption> Needless)
{
    /// <summary>Runs the scenarios against every mutant.</summary>
    public static MutationTest Run(IReadOnlyList<Mutant> mutants, IReadOnlyList<Scenario> scenarios, IReadOnlyList<Exemption> exempt)
    {
        ArgumentNullException.ThrowIfNull(mutants);
        ArgumentNullException.ThrowIfNull(scenarios);
        ArgumentNullException.ThrowIfNull(exempt);
        var alive = mutants.AsParallel().AsOrdered().Where(mutant => scenarios.All(s => Survives(mutant, s))).ToList();
        var reasons = exempt.Select(e => e.Mutant).ToHashSet();
        return new MutationTest(
            [.. mutants.Except(alive)],
            [.. alive.Where(m => reasons.Contains(m.Name))],
            [.. alive.Where(m => !reasons.Contains(m.Name))],
            [.. exempt.Where(e => alive.All(m => m.Name != e.Mutant))]);
    }

    // The mutant has the sources that the pipeline has, in the same order, so that what is given fits it.
    private static bool Survives(Mutant mutant, Scenario scenario) =>
        ScenarioRunner.Passes(scenario with { Pipeline = mutant.Pipeline with { MaxWorkers = scenario.Pipeline.MaxWorkers } }, seeds: 0);
}
