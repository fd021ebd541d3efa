using Streams.Cli.CommandLine;

namespace Streams.Cli.Replaying;

/// <summary>A file that appears whole or not at all: written beside its place, and renamed at the end.</summary>
internal sealed class OutputFile : IDisposable
{
    private readonly string _path;
    private readonly string _beside;

    internal OutputFile(string path)
    {
        _path = path;
        _beside = $"{path}.{Environment.ProcessId}.tmp";
        if (Directory.Exists(path)) throw CommandException.Usage($"{path} is a directory; the name of a file is needed");
        try
        {
            Stream = new FileStream(_beside, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw CommandException.Usage($"{path} cannot be written: {refused.Message}");
        }
    }

    internal Stream Stream { get; }

    /// <summary>Gives it its name; a file of that name is replaced.</summary>
    internal void Commit()
    {
        Stream.Dispose();
        File.Move(_beside, _path, overwrite: true);
    }

    public void Dispose()
    {
        Stream.Dispose();
        File.Delete(_beside);
    }
}
