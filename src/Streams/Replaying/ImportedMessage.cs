namespace Streams.Replaying;

/// <summary>One message as a line has it.</summary>
public ref struct ImportedMessage
{
    /// <summary>When it was sent.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>The source that it is a message of.</summary>
    public string Source { get; set; }

    /// <summary>The subject that it has, or would have had.</summary>
    public string Subject { get; set; }

    /// <summary>The payload: a part of the line.</summary>
    public ReadOnlySpan<byte> Payload { get; set; }
}
