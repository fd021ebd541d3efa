namespace Streams.Json;

/// <summary>
/// How a payload writes an instant; a number may stand in a text. What is finer than 100 ns is cut off, so that an instant stays in its
/// window.
/// </summary>
public enum JsonTimeForm
{
    /// <summary>Text as RFC 3339 has it: <c>2026-11-24T03:00:00.123Z</c>, with <c>Z</c> or an offset; a space may stand for the <c>T</c>.</summary>
    Rfc3339,

    /// <summary>A number of seconds since the Unix epoch; fractions count.</summary>
    UnixS,

    /// <summary>A number of milliseconds since the Unix epoch; fractions count.</summary>
    UnixMs,

    /// <summary>A number of microseconds since the Unix epoch.</summary>
    UnixUs,

    /// <summary>A number of nanoseconds since the Unix epoch.</summary>
    UnixNs,
}
