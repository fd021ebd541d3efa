namespace Streams.EndToEnd.Tests.Support;

/// <summary>Where things stand in the checkout.</summary>
internal static class Repository
{
    internal static string Root { get; } = FindRoot();

    internal static string Cli => typeof(Streams.Cli.CommandLine.CommandException).Assembly.Location;

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Streams.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
