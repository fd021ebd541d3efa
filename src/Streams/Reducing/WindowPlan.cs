using Streams.Windowing;

namespace Streams.Reducing;

/// <summary>A window that several metrics share, and what is kept of its events for all of them.</summary>
internal sealed record WindowPlan(Over Over, CallSet Calls);
