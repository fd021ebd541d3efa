namespace Streams.Zmq;

/// <summary>How patient a subscriber is.</summary>
internal sealed record ZmqTimes
{
    /// <summary>How long after a first failure it tries again; doubled with each further one.</summary>
    internal TimeSpan FirstWait { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause between two attempts.</summary>
    internal TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after a refusal it tries again: what is wrong there is seldom mended by itself.</summary>
    internal TimeSpan RefusedWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long connecting may take, the handshake included.</summary>
    internal TimeSpan Handshake { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How often each peer is asked for a sign of life.</summary>
    internal TimeSpan Ping { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A peer that says nothing for so long, not even to a PING, is lost: its node, or the way to it.</summary>
    internal TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long messages may gather under load before they are read: longer than on one connection to a server, since here each publisher's few cost a read
    /// of their own.
    /// </summary>
    internal TimeSpan Gather { get; init; } = TimeSpan.FromMilliseconds(25);
}
