namespace Streams.Decoding;

/// <summary>An event of a <see cref="DecodedMessage"/>.</summary>
/// <param name="Keys">Its keys by name.</param>
/// <param name="Fields">Those of its fields that are there, by name.</param>
/// <param name="Time">The time that the payload states; null where it states none.</param>
public sealed record DecodedEvent(IReadOnlyDictionary<string, string> Keys, IReadOnlyDictionary<string, double> Fields, DateTimeOffset? Time);
