using Streams.Events;

namespace Streams.Scenarios.Definition;

/// <summary>One line of <c>given</c>: something that happens, once or again and again.</summary>
public sealed record Given
{
    /// <summary>Its line in the file, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>When it happens first, from the scenario's start.</summary>
    public required TimeSpan At { get; init; }

    /// <summary>How long after that again; zero where it happens once.</summary>
    public TimeSpan Every { get; init; }

    /// <summary>How often it happens. Default 1.</summary>
    public int Times { get; init; } = 1;

    /// <summary>What happens.</summary>
    public required ScenarioAction What { get; init; }

    /// <summary>When it happens last.</summary>
    internal TimeSpan Last => InstantOf((What is ScenarioAction.Arrives { Instants: { } instants } ? instants.Count : Times) - 1);

    /// <summary>When it happens for the <paramref name="time"/>th time, from 0.</summary>
    internal TimeSpan InstantOf(int time) => What is ScenarioAction.Arrives { Instants: { } instants } ? At + instants[time] : At + (time * Every);
}

/// <summary>What can happen to a pipeline.</summary>
public abstract record ScenarioAction
{
    /// <summary>Something arrives at a source.</summary>
    public abstract record Arrives : ScenarioAction
    {
        /// <summary>The source's position in the pipeline.</summary>
        public required int Source { get; init; }

        /// <summary>How long after its instant it arrives. Default 0 s; below zero its time lies ahead of its arrival.</summary>
        public TimeSpan Late { get; init; }

        /// <summary>How often it arrives again, at once. Default 0.</summary>
        public int Duplicates { get; init; }

        /// <summary>When, from the given's own instant, where it happens at irregular times; null where it does not.</summary>
        internal IReadOnlyList<TimeSpan>? Instants { get; init; }

        /// <summary>How many arrive at one instant, duplicates aside.</summary>
        internal abstract int Count { get; }
    }

    /// <summary>An event of each of some workers, without decoding.</summary>
    public sealed record Events : Arrives
    {
        /// <summary>The keys of each worker.</summary>
        public required IReadOnlyList<WorkerKey> Keys { get; init; }

        /// <summary>A value for every field of the source's schema, for each time that it happens, or one for all; null is no event.</summary>
        public required IReadOnlyList<double[]?> Values { get; init; }

        internal override int Count => Keys.Count;

        /// <summary>The values of one time.</summary>
        internal double[]? ValuesOf(int time) => Values.Count == 1 ? Values[0] : Values[time];
    }

    /// <summary>Messages, through the source's decoder.</summary>
    public sealed record Messages : Arrives
    {
        /// <summary>What each one is; where <see cref="Arrives.Instants"/> are given, one an instant, else all at every instant.</summary>
        public required IReadOnlyList<Message> All { get; init; }

        internal override int Count => Instants is null ? All.Count : 1;
    }

    /// <summary>Bytes that no decoder knows, other ones each time.</summary>
    /// <param name="Bytes">How many a message.</param>
    public sealed record Garbage(int Bytes) : Arrives
    {
        internal override int Count => 1;
    }

    /// <summary>Sources lose their server, or find it again; what arrives between is lost.</summary>
    /// <param name="Sources">The sources' positions in the pipeline.</param>
    /// <param name="IsUp">Whether they find it.</param>
    public sealed record Connection(IReadOnlyList<int> Sources, bool IsUp) : ScenarioAction;

    /// <summary>The wall clock is set.</summary>
    /// <param name="Shift">By how much; below zero it is set back.</param>
    public sealed record WallClock(TimeSpan Shift) : ScenarioAction;

    private ScenarioAction()
    {
    }
}

/// <summary>One message, as NATS delivers it.</summary>
/// <param name="Subject">The subject that it arrives on.</param>
/// <param name="Payload">The payload.</param>
public sealed record Message(string Subject, byte[] Payload);
