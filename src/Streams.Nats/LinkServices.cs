using Microsoft.Extensions.Logging;

namespace Streams.Nats;

/// <summary>What a source needs where there is one connection and no host.</summary>
internal sealed class LinkServices(NatsLink link, ILogger logger) : IServiceProvider, ILoggerFactory
{
    public object? GetService(Type serviceType) =>
        serviceType == typeof(NatsLink) ? link
        : serviceType == typeof(TimeProvider) ? TimeProvider.System
        : serviceType == typeof(ILoggerFactory) ? this
        : null;

    public ILogger CreateLogger(string categoryName) => logger;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The logger is the connection's own.");

    public void Dispose()
    {
        // The logger belongs to whoever gave it.
    }
}
