using System.Buffers;

namespace Streams.Nats.Connecting;

/// <summary>A subscription as the connection's reading thread sees it.</summary>
internal interface IMessageTarget
{
    /// <summary>Takes one message, under the lock of all reading; the buffers are the caller's again afterwards.</summary>
    /// <param name="subject">The subject that it came on.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="headers">The block of headers, with its first line; null where the message has none.</param>
    void Receive(string subject, in ReadOnlySequence<byte> payload, in ReadOnlySequence<byte>? headers);

    /// <summary>Takes one message without headers, the same way.</summary>
    void Receive(string subject, ReadOnlySpan<byte> payload);
}
