using Microsoft.Extensions.Logging;

namespace Streams.Prometheus;

/// <summary>What the endpoint needs to know.</summary>
public sealed record MetricsEndpointOptions
{
    /// <summary>Where it listens. Default all interfaces, port 9091.</summary>
    public ListenAddress Listen { get; init; } = ListenAddress.Default;

    /// <summary>The name on the landing page. Default Streams.</summary>
    public string Name { get; init; } = "Streams";

    /// <summary>The version on the landing page.</summary>
    public required string Version { get; init; }

    /// <summary>Names of the running pipelines, for the landing page. Default none.</summary>
    public IReadOnlyList<string> Pipelines { get; init; } = [];

    /// <summary>A line for each source that is down; <c>/-/ready</c> is 200 while there is none. Called at each request, from any thread. Default none.</summary>
    public Func<IReadOnlyList<string>> Down { get; init; } = () => [];

    /// <summary>Where failed reads are told. Default nowhere.</summary>
    public ILoggerFactory? Loggers { get; init; }
}
