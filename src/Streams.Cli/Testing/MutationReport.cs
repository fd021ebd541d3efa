using Streams.Cli.CommandLine;
using Streams.Cli.Pipelines;
using Streams.Scenarios.Mutation;

namespace Streams.Cli.Testing;

/// <summary>Changes each pipeline file, one thing at a time, and tells which changes no scenario catches.</summary>
internal static class MutationReport
{
    /// <summary>Runs and reports.</summary>
    /// <returns>The exit code: failed where a mutant lives, or an exemption is needless.</returns>
    internal static int Write(TestRun run, TestReport report, TextWriter to, Ink ink)
    {
        var isRight = true;
        foreach (var pipeline in report.Files.Select(f => f.Result.Set!).GroupBy(s => s.PipelineFile))
        {
            var mutants = PipelineFiles.Mutants(pipeline.Key, run.Parameters);
            var test = MutationTest.Run(mutants, [.. pipeline.SelectMany(s => s.Scenarios).Where(run.Wants)], [.. pipeline.SelectMany(s => s.Exempt)]);
            foreach (var mutant in test.Alive) to.WriteLine($"{ink.Red("alive")} {pipeline.Key}:{mutant.Line}: {mutant.Name}");
            foreach (var exemption in test.Needless)
            {
                to.WriteLine($"{ink.Red("needless")} exemption of '{exemption.Mutant}': it is caught, or there is no such mutant");
            }
            var line = $"{pipeline.Key}: {mutants.Count} mutants, {test.Caught.Count} caught, {test.Exempted.Count} exempted, {test.Alive.Count} alive";
            var passes = test.Alive.Count == 0 && test.Needless.Count == 0;
            to.WriteLine(passes ? ink.Green(line) : ink.Red(line));
            isRight &= passes;
        }

        return isRight ? ExitCode.Done : ExitCode.Failed;
    }
}
