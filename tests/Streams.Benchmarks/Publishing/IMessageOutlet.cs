namespace Streams.Benchmarks.Publishing;

/// <summary>The way by which a made fleet's messages go out.</summary>
internal interface IMessageOutlet
{
    /// <summary>Puts a message behind those that wait to be sent.</summary>
    void Add(MessageKind kind, int worker, ReadOnlySpan<byte> payload);

    /// <summary>Sends what waits.</summary>
    void Flush();

    /// <summary>Sends what waits, and returns once it has been taken.</summary>
    void End();
}
