using System.Text;

namespace Streams.Discovery.Tests.Support;

/// <summary>A file store as Dynamo's processes keep it, in a folder of its own.</summary>
internal sealed class FileStore : IDisposable
{
    internal string Folder { get; } = Path.Combine(Directory.CreateTempSubdirectory("streams-discovery-").FullName, "store");

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(Folder)!, recursive: true);

    /// <summary>Writes a record's file whole, by rename.</summary>
    internal void Put(string file, string value, DateTime? touched = null)
    {
        var path = Path.Combine(Folder, file);
        var folder = Directory.CreateDirectory(Path.GetDirectoryName(path)!).FullName;
        var part = Path.Combine(folder, $".tmp_{Guid.NewGuid():N}");
        File.WriteAllBytes(part, Encoding.UTF8.GetBytes(value));
        if (touched is { } at) File.SetLastWriteTimeUtc(part, at);
        File.Move(part, path, overwrite: true);
    }

    internal void Touch(string file, DateTime at) => File.SetLastWriteTimeUtc(Path.Combine(Folder, file), at);

    internal void Delete(string file) => File.Delete(Path.Combine(Folder, file));
}
