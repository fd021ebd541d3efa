namespace Streams.Simulation;

/// <summary>One publisher of one topic: puts payloads into envelopes with its own sequence, where the release has envelopes.</summary>
internal sealed class Publisher(WireRelease release, Outbox outbox, ulong id, string topic, string subject)
{
    private ulong _sequence;

    /// <summary>What is registered of it.</summary>
    internal FleetChannel Channel { get; } = new(topic, id, subject);

    internal void Publish(ReadOnlyMemory<byte> payload) => outbox.Add(
        subject,
        release.HasEnvelope ? PackedMessages.Envelope(id, _sequence++, outbox.Milliseconds, topic, payload) : payload);
}
