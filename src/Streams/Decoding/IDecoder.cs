using Streams.Events;

namespace Streams.Decoding;

/// <summary>Turns a message's payload into events, or into a counted rejection.</summary>
/// <remarks>
/// A decoder is a pure function of the message, up to caches of keys: it never throws for what a client can send, reads no
/// clock and does no I/O. One instance serves one source and is called by one thread at a time.
/// </remarks>
public interface IDecoder
{
    /// <summary>What its events look like.</summary>
    EventSchema Schema { get; }

    /// <summary>Decodes one message into <paramref name="events"/>, which belongs to this message alone.</summary>
    /// <param name="subject">The subject that it arrived on.</param>
    /// <param name="payload">The payload; valid during the call only.</param>
    /// <param name="events">Where the message's events, beats and rejections go.</param>
    void Decode(string subject, ReadOnlySpan<byte> payload, EventWriter events);

    /// <summary>Called about twice a minute of arrivals: lets go what no message has used since the last call. Changes no event. Default: keeps all.</summary>
    void Forget()
    {
    }

    /// <summary>
    /// Called once, before the first message: how many workers there may be, so that no more than twice as many are remembered. Default: nothing.
    /// </summary>
    /// <param name="workers">At least 1.</param>
    void Expect(int workers)
    {
    }
}
