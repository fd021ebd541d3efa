using System.CommandLine;
using Streams.Cli.CommandLine;
using Streams.Cli.Hosting;
using Streams.Cli.Options;
using Streams.Cli.Testing;

namespace Streams.Cli.Commands;

/// <summary><c>streams test</c>: runs scenarios in virtual time.</summary>
internal static class TestCommand
{
    internal static Command Create()
    {
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Scenario files, folders of *.scenarios.yaml, or patterns such as 'plants/**/*.scenarios.yaml'",
            Arity = ArgumentArity.OneOrMore,
        };
        var filter = new Option<string?>("--filter") { Description = "Runs those whose name contains this, in capitals or not", HelpName = "TEXT" };
        var seed = CommonOptions.Number("--seed", "Runs shuffled scenarios in the order of this seed alone. Default: in all their orders", "N", least: 1,
            example: 17);
        var junit = new Option<string>("--junit") { Description = "Also writes the results as JUnit XML", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Prints the results as JSON" };
        var coverage = new Option<bool>("--coverage") { Description = "Says which metrics, windows, sources, rejections and expiries no scenario touches" };
        var minCoverage = CommonOptions.Number("--min-coverage", "Fails where less than so many percent are covered; implies --coverage", "N", least: 0,
            example: 100);
        var mutate = new Option<bool>("--mutate")
        {
            Description = "Changes the pipeline file, one thing at a time, and says which changes no scenario catches",
        };
        var update = new Option<bool>("--update") { Description = "Writes what the page shows over wrong expected values" };
        var promtool = new Option<string>("--promtool") { Description = "Also writes each scenario's series for 'promtool test rules'", HelpName = "DIR" };
        var watch = new Option<bool>("--watch") { Description = "Runs again whenever a scenario or its pipeline file is saved" };
        var set = CommonOptions.Set();
        var command = new ExampleCommand(
            "test",
            "Runs scenarios on the daemon's own engine, in virtual time.",
            "streams test pipelines/",
            "streams test pipelines/dynamo.scenarios.yaml --filter silent --watch",
            "streams test pipelines/ --min-coverage 100 --junit results.xml");
        UsageMistakes.RefuseFlags(command, paths);
        command.Arguments.Add(paths);
        foreach (var option in (Option[])[filter, seed, watch, update, coverage, minCoverage, mutate, junit, json, promtool, set]) command.Options.Add(option);
        command.SetAction(async parsed =>
        {
            var session = new TestSession
            {
                Paths = parsed.GetValue(paths)!,
                Run = new TestRun(CommonOptions.Parameters(parsed, set), parsed.GetValue(filter) ?? "", parsed.GetValue(seed) ?? 0),
                Junit = parsed.GetValue(junit),
                Json = parsed.GetValue(json),
                Update = parsed.GetValue(update),
                Mutate = parsed.GetValue(mutate),
                Promtool = parsed.GetValue(promtool),
                ShowsCoverage = parsed.GetValue(coverage) || parsed.GetValue(minCoverage) is not null,
                MinCoverage = parsed.GetValue(minCoverage) ?? 0,
            };
            if (!parsed.GetValue(watch)) return session.Once().ExitCode;
            using var signal = new StopSignal();
            await session.WatchAsync(signal.Token);
            return ExitCode.Done;
        });
        return command;
    }
}
