using Streams.Cli.CommandLine;

namespace Streams.Cli.Files;

/// <summary>A file that appears whole or not at all: written beside its place, and renamed at the end.</summary>
/// <remarks>What stands in the place of a file, such as <c>/dev/stdout</c>, is not replaced: it is given everything at the end.</remarks>
internal sealed class OutputFile : IDisposable
{
    private readonly string _path;
    private readonly bool _isDevice;

    /// <summary>Opens it beside its place.</summary>
    /// <param name="path">Its place.</param>
    /// <param name="replaces">Whether a file that is there already may be replaced.</param>
    internal OutputFile(string path, bool replaces = true)
    {
        if (path.Length == 0) throw CommandException.Usage("the output has no name; the name of a file is needed");
        if (Directory.Exists(path)) throw CommandException.Usage($"{path} is a directory; the name of a file is needed");
        _path = path;
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (!Directory.Exists(folder)) throw CommandException.Usage($"{path} cannot be written: there is no folder {folder}; create it first, or name another");
        _isDevice = File.Exists(path) && (IsDevice(Path.GetFullPath(path)) || IsDevice(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName));
        if (!replaces && !_isDevice && File.Exists(path)) throw CommandException.Usage($"{path} exists; --force overwrites it");
        Beside = $"{(_isDevice ? Path.Combine(Path.GetTempPath(), Path.GetFileName(path)) : path)}.{Environment.ProcessId}.tmp";
        try
        {
            Stream = new FileStream(Beside, FileMode.Create, FileAccess.Write, FileShare.Read, 1 << 16);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw CommandException.Usage($"{path} cannot be written: {refused.Message.Replace(Path.GetFullPath(Beside), path)}");
        }
    }

    internal Stream Stream { get; }

    /// <summary>Where it is written until it has its name.</summary>
    internal string Beside { get; }

    /// <summary>Gives it its name; a file of that name is replaced.</summary>
    internal void Commit()
    {
        Stream.Dispose();
        if (!_isDevice)
        {
            File.Move(Beside, _path, overwrite: true);
            return;
        }

        using var whole = File.OpenRead(Beside);
        // A file that stdout goes to, opened anew, would be written from its beginning.
        using var device = IsStandardOutput(Path.GetFullPath(_path)) ? Console.OpenStandardOutput()
            : new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        whole.CopyTo(device);
    }

    private static bool IsStandardOutput(string path) => path is "/dev/stdout" or "/dev/fd/1" or "/proc/self/fd/1";

    private static bool IsDevice(string? path) => path?.Split('/') is ["", "dev" or "proc", ..] and not ["", "dev", "shm", ..];

    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        catch (IOException)
        {
            // The disk is full, which was told where it was met; here it goes.
        }

        File.Delete(Beside);
    }
}
