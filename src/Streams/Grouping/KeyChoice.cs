using Streams.Events;

namespace Streams.Grouping;

/// <summary>The labels of which an event's group takes some: its own keys, which come again and again as the same instance.</summary>
/// <param name="e">The event.</param>
/// <param name="choice">Which of them: one array for each choice, so that a row that was found for the keys is known to be right.</param>
/// <typeparam name="TEvent">Any type of event.</typeparam>
internal delegate WorkerKey KeyChoice<TEvent>(in TEvent e, out int[] choice);
