namespace Streams.Benchmarks.Publishing;

/// <summary>What a fleet sends in one run.</summary>
/// <param name="Mix">Kinds and order.</param>
/// <param name="Count">Messages.</param>
/// <param name="Workers">Workers that they speak of, each in turn.</param>
/// <param name="Rate">Messages a second, each by itself; 0 as fast as the server takes them.</param>
internal sealed record Load(Mix Mix, long Count, int Workers, int Rate);
