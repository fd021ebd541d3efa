using NATS.Client.Core;
using Streams.Testing.Support;

namespace Streams.Nats.Tests.Support;

/// <summary>A client that publishes, and knows when the server has taken what it published.</summary>
internal sealed class Publisher : IAsyncDisposable
{
    private readonly NatsConnection _connection;

    internal Publisher(NatsServer server, NatsOpts? options = null)
        : this(server.Url, options ?? NatsOpts.Default)
    {
    }

    internal Publisher(string url, NatsOpts options) => _connection = new NatsConnection(options with { Url = url });

    internal NatsConnection Connection => _connection;

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    internal async Task PublishAsync(int count, Func<int, string> subject, Func<int, string> payload)
    {
        for (var i = 0; i < count; i++) await _connection.PublishAsync(subject(i), payload(i));
        await _connection.PingAsync();
    }

    internal Task PublishAsync(string subject, string payload) => PublishAsync(1, _ => subject, _ => payload);
}
