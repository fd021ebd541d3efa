namespace Streams.Discovery.Following;

/// <summary>A store that answers, though not with what was asked: its message says what, for people.</summary>
internal class StoreException(string message) : Exception(message);
