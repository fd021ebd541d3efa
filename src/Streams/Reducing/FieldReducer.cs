namespace Streams.Reducing;

/// <summary>A reducer, and the number that it takes of an event.</summary>
/// <param name="Reducer">A name of <see cref="Reducers"/>, for example <c>sum</c>.</param>
/// <param name="Field">Reads the number; NaN if the event has none. Null for <c>count</c>, which then counts events.</param>
/// <param name="Argument">The number before the field, for <c>quantile</c> only: 0 to 1.</param>
/// <typeparam name="TEvent">Any type of event.</typeparam>
public sealed record FieldReducer<TEvent>(string Reducer, Func<TEvent, double>? Field = null, double? Argument = null);
