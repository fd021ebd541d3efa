using System.Threading.Channels;

namespace Streams.Cli.Testing;

/// <summary>Waits for files to be saved.</summary>
internal sealed class Watch : IDisposable
{
    /// <summary>How long no file must have been saved: an editor writes one in several steps.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromMilliseconds(100);

    private readonly List<FileSystemWatcher> _watchers = [];
    private readonly Channel<bool> _saved = Channel.CreateUnbounded<bool>();

    /// <summary>Watches folders too, by folder: an editor may replace a file rather than write it.</summary>
    internal void Follow(IEnumerable<string> folders)
    {
        foreach (var folder in folders.Where(Directory.Exists).Except(_watchers.Select(w => w.Path)))
        {
            var watcher = new FileSystemWatcher(folder, "*.yaml");
            watcher.Changed += Saved;
            watcher.Created += Saved;
            watcher.Renamed += Saved;
            watcher.Deleted += Saved;
            watcher.EnableRaisingEvents = true;
            _watchers.Add(watcher);
        }
    }

    public void Dispose()
    {
        foreach (var watcher in _watchers) watcher.Dispose();
    }

    /// <summary>Ends when a file was saved since the last call; by <paramref name="stop"/>, with an exception.</summary>
    internal async Task UntilSavedAsync(CancellationToken stop)
    {
        await _saved.Reader.ReadAsync(stop);
        do await Task.Delay(Calm, stop);
        while (Drain());
    }

    private void Saved(object sender, FileSystemEventArgs e) => _saved.Writer.TryWrite(true);

    private bool Drain()
    {
        var any = false;
        while (_saved.Reader.TryRead(out _)) any = true;
        return any;
    }
}
