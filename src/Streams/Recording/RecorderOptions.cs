namespace Streams.Recording;

/// <summary>Where and how a pipeline's messages are recorded.</summary>
public sealed record RecorderOptions
{
    /// <summary>The file; a name that ends in <c>.gz</c> is compressed. Under rotation a number goes before the extension.</summary>
    public required string Path { get; init; }

    /// <summary>Whether an existing file is overwritten. Default false.</summary>
    public bool Force { get; init; }

    /// <summary>A file that holds this many bytes before compression ends, and another one begins. Default null: never.</summary>
    public long? RotateBytes { get; init; }

    /// <summary>A file that has been open for so long ends, and another one begins. Default null: never.</summary>
    public TimeSpan? RotateEvery { get; init; }

    /// <summary>How many bytes of messages may wait for the disk; one more, and the recording ends as failed. Default 64 MiB.</summary>
    public int BufferBytes { get; init; } = 64 << 20;

    internal bool Rotates => RotateBytes is not null || RotateEvery is not null;

    /// <summary>The path of a part, counted from 1. Names sort in the order of their parts.</summary>
    internal string PathOf(int part)
    {
        if (!Rotates) return Path;
        var gz = Path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? Path[^3..] : "";
        var bare = Path[..^gz.Length];
        var extension = System.IO.Path.GetExtension(bare);
        return $"{bare[..^extension.Length]}.{part:0000}{extension}{gz}";
    }
}
