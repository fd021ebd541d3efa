namespace Streams.Recording;

/// <summary>A recording that cannot be read or written: its message is one line for the person who named the file.</summary>
public sealed class RecordingException : Exception
{
    /// <summary>Something is wrong with the file itself.</summary>
    public RecordingException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Something is wrong with one of its lines, counted from 1.</summary>
    public RecordingException(string file, long line, string message, Exception? inner = null)
        : base($"{file}:{line}: {message}", inner)
    {
    }
}
