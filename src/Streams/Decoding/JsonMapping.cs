using Streams.Events;
using Streams.Json;

namespace Streams.Decoding;

/// <summary>Which parts of a JSON message are an event's keys, fields and time.</summary>
public sealed record JsonMapping
{
    /// <summary>The keys, the worker first. Default none: all messages belong to one group.</summary>
    public IReadOnlyList<JsonKey> Keys { get; init; } = [];

    /// <summary>The numbers. Default none: messages can only be counted.</summary>
    public IReadOnlyList<JsonField> Fields { get; init; } = [];

    /// <summary>Where the event's time is. Default null: the arrival time is used.</summary>
    public JsonTime? Time { get; init; }

    /// <summary>The names of the keys and fields.</summary>
    public EventSchema CreateSchema() => new(Keys.Select(k => k.Name), Fields.Select(f => f.Name));
}

/// <summary>A key's name, and where its value is found: in the payload or in the subject.</summary>
/// <param name="Name">The name, unique among the keys.</param>
/// <param name="Pointer">Its place in the payload; null if it is in the subject.</param>
/// <param name="SubjectToken">Its token in the subject, counted from 1; 0 if it is in the payload.</param>
public sealed record JsonKey(string Name, JsonPointer? Pointer, int SubjectToken = 0)
{
    /// <summary>A key in the payload, such as <c>/meter</c>.</summary>
    /// <exception cref="ArgumentException">The place is no JSON pointer.</exception>
    public static JsonKey At(string name, string pointer) => new(name, JsonPointer.Read(pointer));
}

/// <summary>A field's name, and where its number is found: at the first pointer that leads to something other than null.</summary>
/// <param name="Name">The name, unique among the fields.</param>
/// <param name="Pointers">The places to look, in order; the first that is present is used.</param>
public sealed record JsonField(string Name, IReadOnlyList<JsonPointer> Pointers)
{
    /// <summary>A number at one of these places, such as <c>/joules</c>.</summary>
    /// <exception cref="ArgumentException">A place is no JSON pointer.</exception>
    public static JsonField At(string name, params IEnumerable<string> pointers) => new(name, [.. pointers.Select(JsonPointer.Read)]);
}

/// <summary>Where an event's time is, and how it is written; the format is never guessed.</summary>
/// <param name="At">The place.</param>
/// <param name="As">The form.</param>
public sealed record JsonTime(JsonPointer At, JsonTimeForm As);
