using Streams.Cli.CommandLine;

namespace Streams.Cli.Files;

/// <summary>A file that appears whole, by rename, or not at all.</summary>
internal static class ReplacedFile
{
    internal static void Write(string path, Action<Stream> write)
    {
        try
        {
            using var file = new OutputFile(path);
            write(file.Stream);
            file.Commit();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Failure($"{path} cannot be written: {e.Message}");
        }
    }
}
