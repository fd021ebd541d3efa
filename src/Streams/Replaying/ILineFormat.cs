namespace Streams.Replaying;

/// <summary>How the lines of files that others wrote become messages of sources.</summary>
public interface ILineFormat
{
    /// <summary>Reads one line.</summary>
    /// <param name="line">The line, without its line break; valid during the call only.</param>
    /// <param name="message">What it says, where it is a message.</param>
    /// <returns>What the line is.</returns>
    LineVerdict Read(ReadOnlySpan<byte> line, ref ImportedMessage message);
}
