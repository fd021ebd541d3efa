using Microsoft.Extensions.Logging;

namespace Streams.Nats;

/// <summary>The services that the sources share.</summary>
internal static class SharedServices
{
    internal static T Shared<T>(this IServiceProvider services)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(services);
        return (T?)services.GetService(typeof(T)) ?? throw new InvalidOperationException($"a source on NATS needs a {typeof(T).Name}");
    }

    internal static ILogger Logger(this IServiceProvider services) => services.Shared<ILoggerFactory>().CreateLogger("nats");
}
