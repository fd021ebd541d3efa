using Streams.Cli.CommandLine;
using Streams.Cli.Files;
using Streams.Scenarios.Definition;
using Streams.Scenarios.Running;

namespace Streams.Cli.Testing;

/// <summary>What <c>streams test</c> is asked to do, and does once for each save.</summary>
internal sealed record TestSession
{
    private static readonly Ink Ink = Ink.Output();

    internal required IReadOnlyList<string> Paths { get; init; }

    internal required TestRun Run { get; init; }

    internal string? Junit { get; init; }

    internal bool Json { get; init; }

    internal bool Update { get; init; }

    internal bool Mutate { get; init; }

    internal string? Promtool { get; init; }

    internal bool ShowsCoverage { get; init; }

    internal int MinCoverage { get; init; }

    /// <summary>Runs and reports.</summary>
    /// <returns>The exit code, and the folders in which the files are that were read.</returns>
    internal (int ExitCode, IReadOnlyList<string> Folders) Once()
    {
        var files = ScenarioPaths.Find(Paths);
        var coverage = new CoverageReport();
        var promtool = Promtool is null ? null : new PromtoolFolder(Promtool);
        var report = Run.Run(files, Observers);
        if (Update && Corrected(report)) report = Run.Run(files, (_, _) => []);
        foreach (var mistake in report.Mistakes) Console.Error.WriteLine(mistake);
        if (!report.Scenarios.Any() && report.Mistakes.Count == 0)
        {
            throw CommandException.Usage(Run.Filter.Length == 0 ? "no scenario is there to run" : $"no scenario's name contains '{Run.Filter}'");
        }
        if (Json) JsonReport.Write(report, Console.OpenStandardOutput());
        else new ConsoleReport(Console.Out, Ink).Write(report);
        if (Junit is not null) ReplacedFile.Write(Junit, to => JunitReport.Write(report, to));
        promtool?.Write();
        var folders = report.Files.SelectMany(f => (string[])[f.Path, f.Result.PipelineFile ?? f.Path]).Select(FolderOf);
        return (ExitCodeOf(report, coverage), [.. folders.Distinct()]);

        IReadOnlyList<RunObserver> Observers(ScenarioSet set, Scenario scenario)
        {
            List<RunObserver> observers = [];
            if (ShowsCoverage) observers.Add(coverage.MeterOf(set).Observe(scenario));
            if (promtool is not null) observers.Add(promtool.FileOf(scenario));
            return observers;
        }
    }

    /// <summary>Runs at once, and again whenever a file is saved, until it is stopped.</summary>
    internal async Task WatchAsync(CancellationToken stop)
    {
        using var watch = new Watch();
        // Begun before the run: what is saved meanwhile is not missed.
        watch.Follow(ScenarioPaths.Find(Paths).Select(FolderOf));
        try
        {
            while (true)
            {
                watch.Follow(TryOnce());
                await Console.Error.WriteLineAsync("waiting for a file to be saved; Ctrl+C ends");
                await watch.UntilSavedAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopping is how watching ends.
        }
    }

    private IReadOnlyList<string> TryOnce()
    {
        try
        {
            return Once().Folders;
        }
        catch (CommandException told)
        {
            Console.Error.WriteLine(told.Message);
            return [];
        }
    }

    private static string FolderOf(string file) => Path.GetDirectoryName(Path.GetFullPath(file))!;

    private bool Corrected(TestReport report)
    {
        var total = 0;
        foreach (var file in report.Files)
        {
            var failures = file.Scenarios.Where(s => s.Result.Seed == 0).SelectMany(s => s.Result.Failures);
            var (text, count) = Corrections.Apply(File.ReadAllText(file.Path), failures);
            if (count == 0) continue;
            ReplacedFile.Write(file.Path, to => to.Write(new System.Text.UTF8Encoding(false).GetBytes(text)));
            Console.Error.WriteLine($"{file.Path}: {(count == 1 ? "1 value" : $"{count} values")} corrected");
            total += count;
        }

        return total > 0;
    }

    private int ExitCodeOf(TestReport report, CoverageReport coverage)
    {
        if (report.Mistakes.Count > 0) return ExitCode.WrongUsage;
        var to = Json ? Console.Error : Console.Out;
        if (ShowsCoverage) coverage.Write(to, Ink);
        if (report.Failed > 0) return ExitCode.Failed;
        if (ShowsCoverage && coverage.Percent < MinCoverage)
        {
            Console.Error.WriteLine($"coverage is {coverage.Percent}%, and --min-coverage is {MinCoverage}");
            return ExitCode.Failed;
        }

        return Mutate ? MutationReport.Write(Run, report, to, Ink) : ExitCode.Done;
    }
}
