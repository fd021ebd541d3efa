namespace Streams.Discovery;

/// <summary>A record of a fleet's discovery that is new or changed, or one that has gone.</summary>
/// <param name="Key">
/// Dynamo's own key, of the same form whatever the store: <c>v1/instances/…</c>, <c>v1/mdc/…</c> (model cards) or <c>v1/event_channels/…</c>. Its
/// segments are encoded as its release encodes them. An id is read from here (lower-case hexadecimal): Kubernetes rounds numbers in values.
/// </param>
/// <param name="Value">The record, one JSON object as the store has it; empty where the record has gone.</param>
/// <param name="Worker">
/// Whose record it is, an unsigned decimal number as workers' messages give it: in Kubernetes the id that follows from the resource's name, in etcd
/// the lease of the key. Null where the store does not say, and where the record has gone. A frontend has one as well: a worker is one with a card.
/// </param>
/// <param name="Pod">The name of the pod that owns the record; null where the store does not say, and where the record has gone.</param>
public readonly record struct DiscoveryChange(string Key, ReadOnlyMemory<byte> Value, string? Worker = null, string? Pod = null)
{
    /// <summary>The member of a message's payload that gives <see cref="Worker"/>.</summary>
    public const string WorkerMember = "$worker";

    /// <summary>The member of a message's payload that gives <see cref="Pod"/>.</summary>
    public const string PodMember = "$pod";

    /// <summary>Whether the record has gone.</summary>
    public bool IsRemoval => Value.IsEmpty;

    /// <summary>The change as a pipeline receives, records and replays it.</summary>
    /// <returns>
    /// The subject is the key. The payload is the record, to which the last members <c>"$worker":"7"</c> and <c>"$pod":"engine-0"</c> are added where
    /// they are known, both texts; of a record that has gone it is empty.
    /// </returns>
    public (string Subject, ReadOnlyMemory<byte> Payload) ToMessage() =>
        (Key, IsRemoval || (Worker is null && Pod is null) ? Value : OwnedRecord.Write(Value.Span, Worker, Pod));
}
