using System.Reactive;
using Microsoft.Reactive.Testing;
using Streams.Events;

namespace Streams.Tests.Grouping;

/// <summary>What a worker says in these tests: an event of no pipeline.</summary>
internal sealed record Report(WorkerKey Key, int Source = 0, bool Late = false)
{
    /// <summary>An event of a worker, or of one of its ranks, at an instant.</summary>
    internal static Recorded<Notification<Report>> At(long time, string key, int source = 0, bool late = false) =>
        ReactiveTest.OnNext(time, new Report(Keys.Of(key), source, late));
}

/// <summary>Keys from text: "a" is a worker, "a/1" its rank 1.</summary>
internal static class Keys
{
    internal static WorkerKey Of(string text) => new(text.Split('/', StringSplitOptions.RemoveEmptyEntries));
}
