using Streams.Lane;

namespace Streams.Nats;

/// <summary>A source with nobody to hear: without a NATS server there is nothing there that it could miss.</summary>
internal sealed class IdleSource : IEventSource
{
    /// <inheritdoc/>
    public async Task RunAsync(SourceInput input, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(input);
        input.IsUp = true;
        await Task.Delay(Timeout.Infinite, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        input.IsUp = false;
    }
}
