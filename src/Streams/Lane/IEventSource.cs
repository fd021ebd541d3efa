namespace Streams.Lane;

/// <summary>One feed of messages.</summary>
/// <remarks>
/// A source reads until it is stopped, hands every message to its <see cref="SourceInput"/> and never waits for the lane
/// unless it can (a file). Losing its server is no error: it reconnects for ever and says so in <see cref="SourceInput.IsUp"/>.
/// An exception that leaves <see cref="RunAsync"/> is a fault of the program and ends the process.
/// </remarks>
public interface IEventSource
{
    /// <summary>Reads until <paramref name="stop"/> is cancelled or the input ends; what has arrived is posted before it returns.</summary>
    Task RunAsync(SourceInput input, CancellationToken stop);
}
