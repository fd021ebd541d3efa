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

    /// <summary>The ways by which messages on subjects come: what is there of them.</summary>
    internal static IReadOnlyList<ISubjectPlane> Planes(this IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var planes = (IEnumerable<ISubjectPlane>?)services.GetService(typeof(IEnumerable<ISubjectPlane>)) ?? [];
        return [.. services.GetService(typeof(NatsLink)) is NatsLink link ? [link] : Array.Empty<ISubjectPlane>(), .. planes];
    }

    /// <summary>The lock held while messages are put into sources.</summary>
    internal static Lock Reading(this IServiceProvider services) =>
        services.GetService(typeof(NatsLink)) is NatsLink link ? link.Reading : services.Shared<Lock>();

    internal static ILogger Logger(this IServiceProvider services) => services.Shared<ILoggerFactory>().CreateLogger("nats");
}
