namespace Streams.Simulation;

/// <summary>A publisher of a process.</summary>
/// <param name="Topic">The topic of its messages.</param>
/// <param name="Id">Its id, which stands in each of its envelopes.</param>
/// <param name="Subject">Where its messages are on NATS.</param>
public sealed record FleetChannel(string Topic, ulong Id, string Subject);
