namespace Streams.Nats.Tests.Support;

/// <summary>A file with a text, for as long as this lives.</summary>
internal sealed class TemporaryFile : IDisposable
{
    internal TemporaryFile(string text) => Write(text);

    internal string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), System.IO.Path.GetRandomFileName());

    public void Dispose() => File.Delete(Path);

    internal void Write(string text) => File.WriteAllText(Path, text);
}
