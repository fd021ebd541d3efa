using Microsoft.Extensions.Hosting;

namespace Streams.Prometheus;

/// <summary>A host lifetime that handles no signals; the default would take SIGTERM and Ctrl-C from the command.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
