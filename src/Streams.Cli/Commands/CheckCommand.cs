using System.CommandLine;
using System.Reflection;
using Streams.Cli.CommandLine;
using Streams.Cli.Options;
using Streams.Cli.Pipelines;
using Streams.Definitions.Mistakes;
using Streams.Scenarios;

namespace Streams.Cli.Commands;

/// <summary><c>streams check</c>: every mistake of every file, in one run; or the schema by which an editor finds them while one types.</summary>
internal static class CheckCommand
{
    internal static Command Create()
    {
        var paths = new Argument<string[]>("PATH") { Description = "Pipeline and scenario files, or folders of them", Arity = ArgumentArity.ZeroOrMore };
        var set = CommonOptions.Set();
        var schema = new Option<bool>("--schema") { Description = "Prints the JSON Schema of the files, for editors" };
        var command = new ExampleCommand(
            "check",
            "Reports every mistake in pipeline and scenario files, with line, column and cure.",
            "streams check pipelines/",
            "streams check my.yaml --set component=VllmWorker",
            "streams check --schema > pipeline.schema.json");
        UsageMistakes.RefuseFlags(command, paths);
        command.Arguments.Add(paths);
        command.Options.Add(set);
        command.Options.Add(schema);
        command.SetAction(parsed =>
        {
            var parameters = CommonOptions.Parameters(parsed, set);
            var given = parsed.GetValue(paths) ?? [];
            if (parsed.GetValue(schema)) return PrintSchema(given);
            if (given.Length == 0) throw CommandException.Usage("check needs a PATH: a pipeline or scenario file, or a folder of them");
            string[] files = [.. given.SelectMany(FilesOf)];
            Mistake[] mistakes = [.. files.SelectMany(file => MistakesOf(file, parameters)).Distinct()];
            foreach (var mistake in mistakes) Console.Out.WriteLine(mistake);
            Console.Error.WriteLine(mistakes.Length == 0 ? $"{Count(files.Length, "file")} checked, no mistake"
                : $"{Count(files.Length, "file")} checked, {Count(mistakes.Length, "mistake")}");
            return mistakes.Length == 0 ? ExitCode.Done : ExitCode.WrongUsage;
        });
        return command;
    }

    private static int PrintSchema(string[] paths)
    {
        if (paths.Length > 0) throw CommandException.Usage("--schema prints the schema and checks nothing: leave the paths out");
        using var schema = Assembly.GetExecutingAssembly().GetManifestResourceStream("pipeline.schema.json")!;
        using var output = Console.OpenStandardOutput();
        schema.CopyTo(output);
        return ExitCode.Done;
    }

    private static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";

    private static IReadOnlyList<Mistake> MistakesOf(string file, IReadOnlyDictionary<string, string> parameters) =>
        file.EndsWith(ScenarioFile.Suffix, StringComparison.Ordinal)
            ? PipelineFiles.ReadScenarios(file, parameters).Mistakes
            : PipelineFiles.ReadOne(file, parameters).Mistakes;

    private static IReadOnlyList<string> FilesOf(string path)
    {
        if (!Directory.Exists(path)) return [path];
        string[] files = [.. Directory.EnumerateFiles(path, "*.yaml").Order(StringComparer.Ordinal)];
        return files.Length > 0 ? files : throw CommandException.Usage($"{path} holds no *.yaml file");
    }
}
