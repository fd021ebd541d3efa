using System.CommandLine;
using Streams.Cli.CommandLine;
using Streams.Cli.Testing;

namespace Streams.Cli.Commands;

/// <summary><c>streams test</c>: runs scenarios in virtual time.</summary>
internal static class TestCommand
{
    internal static Command Create()
    {
        var paths = new Argument<string[]>("PATH") { Description = "Scenario files, folders of *.scenarios.yaml, or patterns such as 'plants/**/*.scenarios.yaml'", Arity = ArgumentArity.OneOrMore };
        var filter = new Option<string>("--filter") { Description = "Runs those whose name contains this", HelpName = "TEXT", DefaultValueFactory = _ => "" };
        var seed = CommonOptions.Number("--seed", "Runs shuffled scenarios in the order of this seed alone", "N", 0);
        var junit = new Option<string>("--junit") { Description = "Also writes the results as JUnit XML", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "Prints the results as JSON" };
        var set = CommonOptions.Set();
        var command = new ExampleCommand(
            "test",
            "Runs scenarios on the daemon's own engine, in virtual time.",
            "streams test pipelines/",
            "streams test pipelines/dynamo.scenarios.yaml --filter silent",
            "streams test pipelines/ --junit results.xml");
        UsageMistakes.RefuseFlags(command, paths);
        command.Arguments.Add(paths);
        foreach (var option in (Option[])[filter, seed, junit, json, set]) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            var run = new TestRun(CommonOptions.Parameters(parsed, set), parsed.GetValue(filter)!, parsed.GetValue(seed));
            var files = ScenarioPaths.Find(parsed.GetValue(paths)!);
            var report = run.Run(files, (_, _) => []);
            foreach (var mistake in report.Mistakes) Console.Error.WriteLine(mistake);
            if (!report.Scenarios.Any() && report.Mistakes.Count == 0) throw CommandException.Usage(run.Filter.Length == 0 ? "no scenario is there to run" : $"no scenario's name contains '{run.Filter}'");
            if (parsed.GetValue(json)) JsonReport.Write(report, Console.OpenStandardOutput());
            else new ConsoleReport(Console.Out, Ink.Output()).Write(report);
            if (parsed.GetValue(junit) is { } file) ReplacedFile.Write(file, to => JunitReport.Write(report, to));
            return report.Mistakes.Count > 0 ? ExitCode.WrongUsage : report.Failed > 0 ? ExitCode.Failed : ExitCode.Done;
        });
        return command;
    }
}
