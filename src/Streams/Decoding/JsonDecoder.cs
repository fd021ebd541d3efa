using System.Text.Json;
using Streams.Events;
using Streams.Json;

namespace Streams.Decoding;

/// <summary>Decodes JSON objects of any shape: one event a message, its keys, numbers and time where a mapping points to.</summary>
/// <remarks>
/// Unknown names are ignored. A field that is null is not there; text, a boolean, an object or a list in its place is
/// <c>not_a_number</c>, as is a number too great for a double. A key that is not there is <c>missing_field</c>, and a time that is
/// not there or not of the mapping's form makes the event <c>malformed</c> (N2, N6, N7). Allocates nothing for known keys.
/// </remarks>
public sealed class JsonDecoder : IDecoder
{
    private readonly JsonKey[] _keyPlaces;
    private readonly int[] _fieldPlaces;
    private readonly JsonTime? _time;
    private readonly JsonScanner _scanner;
    private readonly JsonKeys _keys;
    private readonly double[] _values;

    /// <summary>Creates a decoder.</summary>
    /// <param name="mapping">Where keys, fields and time stand.</param>
    /// <param name="schema">What its events look like: the mapping's, shared by all decoders of one source.</param>
    public JsonDecoder(JsonMapping mapping, EventSchema schema)
    {
        ArgumentNullException.ThrowIfNull(mapping);
        ArgumentNullException.ThrowIfNull(schema);
        _keyPlaces = [.. mapping.Keys];
        _fieldPlaces = [.. mapping.Fields.Select(f => f.Pointers.Count)];
        _time = mapping.Time;
        Schema = schema;
        _scanner = new JsonScanner([.. mapping.Keys.Select(k => k.Pointer).OfType<JsonPointer>(), .. mapping.Fields.SelectMany(f => f.Pointers),
            .. mapping.Time is { } time ? [time.At] : Array.Empty<JsonPointer>()]);
        _keys = new JsonKeys(mapping.Keys.Count);
        _values = new double[mapping.Fields.Count];
    }

    /// <inheritdoc/>
    public EventSchema Schema { get; }

    /// <inheritdoc/>
    public void Forget() => _keys.Forget();

    /// <inheritdoc/>
    public void Decode(string subject, ReadOnlySpan<byte> payload, EventWriter events)
    {
        ArgumentNullException.ThrowIfNull(subject);
        ArgumentNullException.ThrowIfNull(events);
        var json = ByteOrderMark.Skip(payload);
        if (json.IsEmpty)
        {
            events.RejectMessage(MessageReason.Empty);
            return;
        }

        if (!_scanner.TryScan(json))
        {
            events.RejectMessage(MessageReason.Malformed);
            return;
        }

        if (_scanner.IsOneLine && json.Length == payload.Length) events.IsOneLineJson();
        var next = 0;
        var reason = ReadKeys(subject, json, ref next);
        reason = First(reason, ReadFields(json, ref next));
        var time = 0L;
        if (_time is not null && !JsonTimes.TryRead(_scanner[next], json, _time.As, out time)) reason = EventReason.Malformed;
        if (reason != EventReason.None)
        {
            events.Reject(reason);
            return;
        }

        var key = _keys.Take();
        _values.CopyTo(_time is null ? events.Add(key) : events.Add(key, new DateTimeOffset(time, TimeSpan.Zero)));
    }

    private EventReason ReadKeys(string subject, ReadOnlySpan<byte> payload, ref int next)
    {
        _keys.Begin();
        var reason = EventReason.None;
        foreach (var key in _keyPlaces)
        {
            var wrong = key.Pointer is null ? _keys.AddToken(subject, key.SubjectToken) : _keys.Add(_scanner[next++], payload);
            reason = First(reason, wrong);
        }

        return reason;
    }

    private EventReason ReadFields(ReadOnlySpan<byte> payload, ref int next)
    {
        var reason = EventReason.None;
        for (var i = 0; i < _values.Length; i++)
        {
            _values[i] = double.NaN;
            var isThere = false;
            for (var last = next + _fieldPlaces[i]; next < last; next++)
            {
                ref readonly var value = ref _scanner[next];
                if (isThere || value.Type is JsonTokenType.None or JsonTokenType.Null) continue;
                isThere = true;
                if (value.Type != JsonTokenType.Number || !JsonNumber.TryDouble(value.Written(payload), out _values[i])) reason = EventReason.NotANumber;
            }
        }

        return reason;
    }

    /// <summary>Reasons are declared in the order of N7; the first one wins.</summary>
    private static EventReason First(EventReason one, EventReason other) =>
        one == EventReason.None || (other != EventReason.None && other < one) ? other : one;
}
