using Streams.Cli.CommandLine;

namespace Streams.Cli.Replaying;

/// <summary>A file that appears whole or not at all: written beside its place, and renamed at the end.</summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string _path;

    /// <summary>Opens it beside its place.</summary>
    /// <param name="path">Its place.</param>
    /// <param name="replaces">Whether a file that is there already may be replaced.</param>
    internal OutputFile(string path, bool replaces = true)
    {
        _path = path;
        Beside = $"{path}.{Environment.ProcessId}.tmp";
        if (Directory.Exists(path)) throw CommandException.Usage($"{path} is a directory; the name of a file is needed");
        if (!replaces && File.Exists(path)) throw CommandException.Usage($"{path} exists; --force overwrites it");
        try
        {
            Stream = new FileStream(Beside, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw CommandException.Usage($"{path} cannot be written: {refused.Message}");
        }
    }

    internal Stream Stream { get; }

    /// <summary>Where it is written until it has its name.</summary>
    internal string Beside { get; }

    /// <summary>Gives it its name; a file of that name is replaced.</summary>
    internal void Commit()
    {
        Stream.Dispose();
        File.Move(Beside, _path, overwrite: true);
    }

    public void Dispose()
    {
        Stream.Dispose();
        File.Delete(Beside);
    }
}
