using Streams.Cli.CommandLine;

namespace Streams.Cli.Testing;

/// <summary>A file that appears whole, by rename, or not at all.</summary>
internal static class ReplacedFile
{
    internal static void Write(string path, Action<Stream> write)
    {
        var fresh = path + ".new";
        try
        {
            using (var file = File.Create(fresh)) write(file);
            File.Move(fresh, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CommandException.Failure($"{path} cannot be written: {e.Message}");
        }
    }
}
