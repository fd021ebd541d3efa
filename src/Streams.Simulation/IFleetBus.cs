namespace Streams.Simulation;

/// <summary>Where a simulated fleet sends its messages and answers statistics requests.</summary>
/// <remarks>Any number of threads may call it. A bus whose server is away loses messages, as core NATS does, and throws nothing.</remarks>
public interface IFleetBus
{
    /// <summary>Tells of a process before its first message. By default nothing is done about it.</summary>
    /// <param name="process">The process.</param>
    ValueTask JoinAsync(FleetProcess process) => default;

    /// <summary>Publishes a message; it has been handed over when the task ends.</summary>
    /// <param name="subject">The subject, without wildcards.</param>
    /// <param name="payload">The payload; not changed afterwards by the caller.</param>
    ValueTask PublishAsync(string subject, ReadOnlyMemory<byte> payload);

    /// <summary>Adds an instance of a service: it answers <c>$SRV.STATS</c>, <c>$SRV.STATS.{service}</c> and <c>$SRV.STATS.{service}.{instance}</c>.</summary>
    /// <param name="service">The service's name.</param>
    /// <param name="instance">The instance's id.</param>
    /// <param name="answer">Gives the answer's bytes; called on any thread, for each request.</param>
    /// <returns>Takes the instance away when disposed.</returns>
    IDisposable Serve(string service, string instance, Func<ReadOnlyMemory<byte>> answer);
}
