using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streams.Cli.CommandLine;
using Streams.Definition;
using Streams.Lane;
using Streams.Nats;
using Streams.Nats.Connecting;

namespace Streams.Cli.Hosting;

/// <summary>What the live sources of the process share. Dispose it after its sources have ended.</summary>
internal sealed class Connections(NatsOptions nats, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection()
        .AddSingleton(loggers)
        .AddSingleton(TimeProvider.System)
        .AddSingleton(_ => new NatsLink(nats, loggers.CreateLogger("nats")))
        .BuildServiceProvider();

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    /// <summary>The live source of a definition.</summary>
    internal IEventSource Connect(SourceDefinition definition) => definition is ILiveSource live
        ? live.Connect(_services)
        : throw CommandException.Usage($"source {definition.Name} is of a kind that cannot be read live");
}
