using Streams.Events;
using Streams.Json;

namespace Streams.Decoding;

/// <summary>Which parts of a JSON message are an event's keys, fields and time.</summary>
public sealed record JsonMapping
{
    /// <summary>The keys, the worker first. Default none: the messages are of nobody in particular.</summary>
    public IReadOnlyList<JsonKey> Keys { get; init; } = [];

    /// <summary>The numbers. Default none: the messages can only be counted.</summary>
    public IReadOnlyList<JsonField> Fields { get; init; } = [];

    /// <summary>Where the event's time stands. Default null: the arrival counts.</summary>
    public JsonTime? Time { get; init; }

    /// <summary>The names of the keys and fields.</summary>
    public EventSchema CreateSchema() => new(Keys.Select(k => k.Name), Fields.Select(f => f.Name));
}

/// <summary>A key's name, and where its value stands: in the payload, or in the subject.</summary>
/// <param name="Name">The name, unique among the keys.</param>
/// <param name="Pointer">Where it stands in the payload; null of one that stands in the subject.</param>
/// <param name="SubjectToken">Which token of the subject it is, counted from 1; 0 of one that stands in the payload.</param>
public sealed record JsonKey(string Name, JsonPointer? Pointer, int SubjectToken = 0);

/// <summary>A field's name, and where its number stands: at the first pointer where something other than null is.</summary>
/// <param name="Name">The name, unique among the fields.</param>
/// <param name="Pointers">The places, the first that is there counts.</param>
public sealed record JsonField(string Name, IReadOnlyList<JsonPointer> Pointers);

/// <summary>Where an event's time stands, and how it is written: told, never guessed.</summary>
/// <param name="At">The place.</param>
/// <param name="As">The form.</param>
public sealed record JsonTime(JsonPointer At, JsonTimeForm As);
