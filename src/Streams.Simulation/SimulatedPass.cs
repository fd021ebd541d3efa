namespace Streams.Simulation;

/// <summary>One iteration of an engine, as it reports it.</summary>
internal readonly record struct SimulatedPass(double WallTime, PassCounts Scheduled, PassCounts Queued);
