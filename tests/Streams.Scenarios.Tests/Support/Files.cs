using Streams.Dynamo;
using Streams.Scenarios.Definition;
using Streams.Scenarios.Running;
using Streams.Testing;

namespace Streams.Scenarios.Tests.Support;

/// <summary>A folder with a pipeline file and a scenario file of a test's own.</summary>
internal sealed class Files : IDisposable
{
    /// <summary>Two sources: one counts events when they arrive, one when they happened.</summary>
    internal const string Pipeline = """
        pipeline: p
        sources:
          arrivals: { events: { keys: [worker], fields: [a, b] }, expire: 10s }
          readings: { events: { keys: [worker, site], fields: [a], time: event }, expire: 1h, lateness: 3s }
        metrics:
          latest: { help: The last a, from: arrivals, by: worker, value: last(a) }
          total: { help: All a, from: arrivals, by: worker, value: sum(a) }
          mean: { help: The mean of the latest, from: arrivals, by: worker, value: last(a), across: avg }
          counted: { help: Events by window, from: readings, by: [worker, site], over: 10s, value: count() }

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("scenarios-").FullName;

    internal Files(string pipeline = Pipeline) => File.WriteAllText(PipelinePath, pipeline);

    internal string PipelinePath => Path.Combine(_folder, "p.yaml");

    internal string ScenarioPath => Path.Combine(_folder, "p.scenarios.yaml");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    internal string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Reads a scenario file.</summary>
    internal ScenarioFileResult Read(string text)
    {
        Write("p.scenarios.yaml", text);
        return ScenarioFile.Read(ScenarioPath, new Dictionary<string, string>(), [new EventsSourceKind(), new DynamoSourceKind()]);
    }

    /// <summary>The scenarios of a right file.</summary>
    internal ScenarioSet Set(string text)
    {
        var result = Read(text);
        Assert.Empty(result.Mistakes.Select(m => m.Message));
        return result.Set!;
    }

    /// <summary>A file of one scenario, whose lines are these.</summary>
    internal static string Scenario(params string[] lines) =>
        "pipeline: p.yaml\nscenarios:\n  - name: it\n" + string.Concat(lines.Select(line => "    " + line + "\n"));

    /// <summary>What came of a scenario of these lines.</summary>
    internal static ScenarioResult Run(params string[] lines)
    {
        using var files = new Files();
        return ScenarioRunner.Run(Assert.Single(files.Set(Scenario(lines)).Scenarios));
    }

    /// <summary>Runs a scenario of these lines, all of which must hold.</summary>
    internal static void Pass(params string[] lines) =>
        Assert.Empty(Run(lines).Failures.Select(f => $"{f.Selector} at {f.At}: expected {f.Expected}, actual {f.Actual}; {f.Hint}"));

    /// <summary>The mistakes in a scenario of these lines, without the path.</summary>
    internal static string[] Mistakes(params string[] lines)
    {
        using var files = new Files();
        return [.. files.Read(Scenario(lines)).Mistakes.Select(m => m.Message[(m.Message.IndexOf(".yaml", StringComparison.Ordinal) + 6)..])];
    }
}
