namespace Streams.EndToEnd.Tests.Support;

/// <summary>Where things stand in the checkout.</summary>
internal static class Repository
{
    internal static string Root { get; } = FindRoot();

    /// <summary>The program as its build left it, with its native code.</summary>
    internal static string Cli { get; } = Built("Streams.Cli", "streams.dll");

    /// <summary>The program of docs/csharp.md.</summary>
    internal static string Example { get; } = Built("Streams.Example", "Streams.Example.dll");

    /// <summary>The shipped pipeline with some of its text replaced, in a file of its own.</summary>
    internal static string PipelineWith(string name, params IEnumerable<(string Old, string New)> changes)
    {
        var text = File.ReadAllText(Path.Combine(Root, "pipelines", "dynamo.yaml"));
        foreach (var (old, replacement) in changes)
        {
            Assert.Contains(old, text);
            text = text.Replace(old, replacement);
        }

        return Pipeline(name, text);
    }

    /// <summary>A file of that name with this text, in a folder of its own.</summary>
    internal static string Pipeline(string name, string text)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("streams-").FullName, name);
        File.WriteAllText(file, text);
        return file;
    }

    private static string Built(string project, string file) =>
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../..", project, new DirectoryInfo(AppContext.BaseDirectory).Name, file));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Streams.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
