using Streams.Decoding;
using Streams.Definition;
using Streams.Events;

namespace Streams.Testing;

/// <summary>The source kind <c>events</c>: a source without a wire format, whose events a test makes itself.</summary>
/// <remarks>Settings: <c>keys</c>, <c>fields</c>, and <c>time: event</c> where the events state when they happened.</remarks>
public sealed class EventsSourceKind : ISourceKind
{
    /// <inheritdoc/>
    public string Name => "events";

    /// <inheritdoc/>
    public SourceDefinition? Read(string name, Settings source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Mapping(Name) is not { } settings) return null;
        var schema = new EventSchema(settings.Texts("keys"), settings.Texts("fields", required: true));
        return new SourceDefinition
        {
            Name = name,
            Schema = schema,
            CreateDecoder = () => new NoDecoder(schema),
            HasEventTime = settings.Choice("time", ["event", "arrival"]) == "event",
        };
    }

    /// <summary>Knows no message.</summary>
    private sealed class NoDecoder(EventSchema schema) : IDecoder
    {
        public EventSchema Schema => schema;

        public void Decode(string subject, ReadOnlySpan<byte> payload, EventWriter events) => events.RejectMessage(MessageReason.Malformed);
    }
}
