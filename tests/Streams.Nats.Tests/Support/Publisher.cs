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

    /// <summary>All answers to <see cref="AskAsync"/> so far.</summary>
    internal List<string> Answers { get; } = [];

    /// <summary>Publishes messages that each want an answer, as a client of JetStream does that awaits none, and waits for so many.</summary>
    internal async Task<IReadOnlyList<string>> AskAsync(string subject, int count, int answers)
    {
        // Not under the connection's own inbox, which NATS.Net would route through a table of its own.
        var inbox = "_INBOX." + Nuid.NewNuid();
        await using var answered = await _connection.SubscribeCoreAsync<string>(inbox + ".*");
        await _connection.PingAsync();
        for (var i = 0; i < count; i++) await _connection.PublishAsync(subject, $"{i}", replyTo: $"{inbox}.{i}");
        for (var i = 0; i < answers; i++) Answers.Add((await answered.Msgs.ReadAsync().AsTask().WaitAsync(Patience.Limit)).Data!);
        while (answered.Msgs.TryRead(out var more)) Answers.Add(more.Data!);
        return Answers;
    }

    /// <summary>Makes a stream that takes subjects.</summary>
    internal async Task CreateStreamAsync(string name, string subject)
    {
        var answer = await _connection.RequestAsync<string, string>($"$JS.API.STREAM.CREATE.{name}", $$"""{"name":"{{name}}","subjects":["{{subject}}"],"storage":"memory"}""");
        Assert.DoesNotContain("\"error\"", answer.Data, StringComparison.Ordinal);
    }

    internal Task PublishAsync(string subject, string payload) => PublishAsync(1, _ => subject, _ => payload);
}
