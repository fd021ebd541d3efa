using Streams.Definition;
using Streams.Definitions.Mistakes;

namespace Streams.Definitions.Yaml;

/// <summary>A file's bytes, as many as the largest file has and one more.</summary>
internal static class FileContent
{
    /// <summary>The size of the largest file that is read: 1 MiB.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Reads a file; null, and a mistake, where it cannot be read.</summary>
    public static byte[]? Read(string path, Report report)
    {
        try
        {
            using var file = File.OpenRead(path);
            return ReadAtMost(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            report.Add(default, "the file cannot be read", Settings.OneLine(e.Message));
            return null;
        }
    }

    /// <summary>Reads a stream.</summary>
    public static byte[] ReadAtMost(Stream content)
    {
        var buffer = new byte[MaxBytes + 1];
        return buffer[..content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
    }
}
