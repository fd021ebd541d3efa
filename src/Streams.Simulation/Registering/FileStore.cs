using System.Text;

namespace Streams.Simulation.Registering;

/// <summary>Records as files below the folder that <c>DYN_FILE_KV</c> names, touched every three seconds.</summary>
/// <param name="folder">The folder; made where it is not there.</param>
/// <param name="time">When they are touched.</param>
public sealed class FileStore(string folder, TimeProvider time) : IFleetStore
{
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(3);

    private readonly List<string> _files = [];
    private ITimer? _touching;

    /// <inheritdoc/>
    public async ValueTask PutAsync(ulong owner, string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        // v1/BUCKET, and the rest as one name.
        var parts = key.Split('/', 3);
        var bucket = Directory.CreateDirectory(Path.Combine(folder, parts[0], parts[1])).FullName;
        var file = Path.Combine(bucket, Encode(parts[2]));
        var temporary = Path.Combine(bucket, $".tmp_{owner:x16}");
        await File.WriteAllTextAsync(temporary, value);
        File.Move(temporary, file, overwrite: true);
        lock (_files)
        {
            _files.Add(file);
            _touching ??= time.CreateTimer(_ => Touch(), null, SignOfLife, SignOfLife);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_touching is { } timer) await timer.DisposeAsync();
        lock (_files) _files.ForEach(File.Delete);
    }

    private static string Encode(string key) =>
        string.Concat(Encoding.UTF8.GetBytes(key).Select(b => char.IsAsciiLetterOrDigit((char)b) ? ((char)b).ToString() : $"%{b:X2}"));

    private void Touch()
    {
        lock (_files)
        {
            foreach (var file in _files.Where(File.Exists)) File.SetLastWriteTimeUtc(file, time.GetUtcNow().UtcDateTime);
        }
    }
}
