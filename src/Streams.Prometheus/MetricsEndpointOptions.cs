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

    /// <summary>
    /// The names by which it may be asked (the request's Host, without a port; <c>*.example.org</c> for all names below one): all else is
    /// answered with 400. Default none: any name.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>The clock by which clients are idle. Default the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where failed reads are logged. Default: nowhere.</summary>
    public ILoggerFactory? Loggers { get; init; }
}
