namespace Streams.Recording;

/// <summary>A recording that cannot be written or read as asked; the message is for the person who asked.</summary>
public sealed class RecordingException : Exception
{
    /// <summary>Creates one.</summary>
    public RecordingException(string message)
        : base(message)
    {
    }
}
