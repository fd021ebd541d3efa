using Streams.Discovery;
using Streams.Dynamo.Growing;
using Streams.Nats.Connecting;
using Streams.Zmq;

namespace Streams.Cli.Hosting;

/// <summary>How live sources are reached.</summary>
/// <param name="Nats">The NATS server; null where there is none to connect to.</param>
/// <param name="Discovery">Creates the reader of the fleet's discovery; null where none is read.</param>
/// <param name="Allowed">Which of the addresses that discovery names may be connected.</param>
internal sealed record LiveOptions(NatsOptions? Nats, Func<TimeProvider, IDiscovery>? Discovery, AllowedNetworks Allowed)
{
    /// <summary>Whether no namespace is chosen from those that discovery names.</summary>
    internal bool IsWhole { get; init; }

    /// <summary>Files of request traces that are read as they grow. Default none.</summary>
    internal IReadOnlyList<FilePattern> Requests { get; init; } = [];

    /// <summary>Values of the built-in pipeline's parameters, where the user gives no others.</summary>
    internal IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();
}
