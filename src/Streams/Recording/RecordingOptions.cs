namespace Streams.Recording;

/// <summary>Where a recording goes.</summary>
/// <param name="Path">The file; a name that ends in <c>.gz</c> is compressed. A rotated recording has a number before the extension.</param>
public sealed record RecordingOptions(string Path)
{
    /// <summary>A new file begins when the current one has this many bytes of lines, before compression; null for never.</summary>
    public long? RotateBytes { get; init; }

    /// <summary>A new file begins when the current one spans this time of the lane's clock; null for never.</summary>
    public TimeSpan? RotateEvery { get; init; }

    /// <summary>
    /// How often what is recorded is brought onto the disk itself, where it outlives the machine. Default 1 minute; a rotation and the
    /// end do so, too.
    /// </summary>
    public TimeSpan FlushToDiskEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether existing files are replaced; a symbolic link is, too, and what it points to stays. Default false.</summary>
    public bool Force { get; init; }

    internal bool Rotates => RotateBytes is not null || RotateEvery is not null;

    /// <summary>A path with something inserted before its extension: <c>day.ndjson.gz</c> and <c>prefill</c> give <c>day.prefill.ndjson.gz</c>.</summary>
    public static string Insert(string path, string part)
    {
        ArgumentNullException.ThrowIfNull(path);
        var name = System.IO.Path.GetFileName(path);
        var end = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name.Length - 3 : name.Length;
        var dot = name.LastIndexOf('.', Math.Max(end - 1, 0));
        if (dot <= 0) dot = end;
        return path[..(path.Length - name.Length + dot)] + "." + part + name[dot..];
    }

    /// <summary>The file of this number, from 1.</summary>
    internal string FileName(int number) => Rotates ? Insert(Path, number.ToString("D6", System.Globalization.CultureInfo.InvariantCulture)) : Path;
}
