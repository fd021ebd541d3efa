namespace Streams.Replaying;

/// <summary>What a line is.</summary>
public enum LineVerdict
{
    /// <summary>A message.</summary>
    Message,

    /// <summary>Something that is no message of any source; it is passed over.</summary>
    Other,

    /// <summary>Nothing that can be read.</summary>
    Wrong,
}
