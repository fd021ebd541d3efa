namespace Streams.Decoding;

/// <summary>An event of a <see cref="DecodedMessage"/>.</summary>
/// <param name="Keys">Its keys by name.</param>
/// <param name="Fields">The fields that are present, by name.</param>
/// <param name="Time">The time in the payload; null if there is none.</param>
public sealed record DecodedEvent(IReadOnlyDictionary<string, string> Keys, IReadOnlyDictionary<string, double> Fields, DateTimeOffset? Time);
