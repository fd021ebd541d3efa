using System.Text;
using Streams.Cli.CommandLine;
using Streams.Cli.Files;
using Streams.Scenarios;
using Streams.Scenarios.Definition;
using Streams.Scenarios.Promtool;

namespace Streams.Cli.Testing;

/// <summary>A folder of files for <c>promtool test rules</c>, one a scenario.</summary>
internal sealed class PromtoolFolder
{
    private readonly string _path;
    private readonly List<(string Name, PromtoolFile File)> _files = [];

    internal PromtoolFolder(string path)
    {
        _path = path;
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Usage($"--promtool: {path} cannot be made: {e.Message}");
        }
    }

    /// <summary>The file of a scenario, which records its run.</summary>
    internal PromtoolFile FileOf(Scenario scenario)
    {
        var file = new PromtoolFile(scenario);
        var words = new StringBuilder(Path.GetFileName(scenario.File).Replace(ScenarioFile.Suffix, ""));
        foreach (var c in scenario.Name.ToLowerInvariant().Prepend('.')) words.Append(char.IsAsciiLetterOrDigit(c) || c == '.' ? c : '-');
        var name = words.ToString();
        for (var again = 2; _files.Any(f => f.Name == name); again++) name = $"{words}.{again}";
        _files.Add((name, file));
        return file;
    }

    /// <summary>Writes the files.</summary>
    internal void Write()
    {
        foreach (var (name, file) in _files) ReplacedFile.Write(Path.Combine(_path, name + ".yaml"), to => to.Write(Encoding.UTF8.GetBytes(file.ToString())));
    }
}
