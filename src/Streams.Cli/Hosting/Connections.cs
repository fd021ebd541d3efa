using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streams.Cli.CommandLine;
using Streams.Definition;
using Streams.Dynamo.Connecting;
using Streams.Dynamo.Growing;
using Streams.Lane;
using Streams.Nats;

namespace Streams.Cli.Hosting;

/// <summary>What the live sources of the process share. Dispose it after its sources have ended.</summary>
internal sealed class Connections : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    internal Connections(LiveOptions options, ILoggerFactory loggers)
    {
        var reading = new Lock();
        var services = new ServiceCollection().AddSingleton(loggers).AddSingleton(TimeProvider.System).AddSingleton(reading);
        if (options.Nats is { } nats) services.AddSingleton(_ => new NatsLink(nats, loggers.CreateLogger("nats"), reading));
        if (options.Discovery is { } discovery)
        {
            Fleet = new DynamoFleet(discovery(TimeProvider.System), options.Allowed, TimeProvider.System, reading, loggers.CreateLogger("fleet"))
            {
                IsWhole = options.IsWhole,
            };
            services.AddSingleton<ISubjectPlane>(Fleet);
        }

        if (options.Requests.Count > 0)
        {
            services.AddSingleton<ISubjectPlane>(new GrowingFiles(options.Requests, TimeProvider.System, loggers.CreateLogger("files")));
        }
        _services = services.BuildServiceProvider();
    }

    /// <summary>The fleet that discovery names; null where none is read.</summary>
    internal DynamoFleet? Fleet { get; }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (Fleet is { } fleet) await fleet.DisposeAsync();
    }

    /// <summary>The live source of a definition.</summary>
    internal IEventSource Connect(SourceDefinition definition) => definition is ILiveSource live
        ? live.Connect(_services)
        : throw CommandException.Usage($"source {definition.Name} is of a kind that cannot be read live");
}
