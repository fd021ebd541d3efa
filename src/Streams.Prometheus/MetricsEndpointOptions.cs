using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Streams.Prometheus;

/// <summary>What the endpoint needs to know.</summary>
public sealed record MetricsEndpointOptions
{
    /// <summary>Where it listens. Default all interfaces, port 9091.</summary>
    public ListenAddress Listen { get; init; } = ListenAddress.Default;

    /// <summary>Adds further paths, such as <c>/</c>; they set their own <c>Content-Security-Policy</c>. Default none.</summary>
    public Action<IEndpointRouteBuilder> Routes { get; init; } = _ => { };

    /// <summary>
    /// A line for each source that is down; <c>/-/ready</c> is 200 while there is none. Called at each request, from any thread. Default
    /// none.
    /// </summary>
    public Func<IReadOnlyList<string>> Down { get; init; } = () => [];

    /// <summary>Where failed reads are logged. Default: nowhere.</summary>
    public ILoggerFactory? Loggers { get; init; }
}
