using NATS.Client.Core;

namespace Streams.Simulation;

/// <summary>A bus on a NATS server: core publishes, and statistics answers in the fleet's own bytes.</summary>
/// <remarks>It reconnects by itself. While the server is away messages and answers are lost, and counted in <see cref="Lost"/>.</remarks>
public sealed class NatsFleetBus : IFleetBus, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly NatsConnection _connection;
    private readonly StatsServices _services = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _answering = [];
    private long _lost;
    private int _disposals;

    // Half a minute: a busy machine is no lost server, and a server that is not there refuses at once.
    private NatsFleetBus(NatsOpts options) => _connection = new NatsConnection(options with { ConnectTimeout = Patience, CommandTimeout = Patience });

    /// <summary>Messages and answers that did not reach the connection.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Connects, and listens for statistics requests.</summary>
    /// <param name="options">The server and how to sign in.</param>
    /// <param name="stop">Gives up connecting.</param>
    /// <exception cref="NatsException">The server cannot be reached.</exception>
    public static async Task<NatsFleetBus> ConnectAsync(NatsOpts options, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var bus = new NatsFleetBus(options);
        try
        {
            await bus._connection.ConnectAsync();
            foreach (var subject in (string[])[StatsServices.Prefix, StatsServices.Prefix + ".>"])
            {
                var requests = await bus._connection.SubscribeCoreAsync<NatsMemoryOwner<byte>>(subject, cancellationToken: stop);
                bus._answering.Add(bus.AnswerAsync(requests));
            }

            // The server has both subscriptions when it answers this.
            await bus._connection.PingAsync(stop);
            return bus;
        }
        catch
        {
            await bus.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask PublishAsync(string subject, ReadOnlyMemory<byte> payload) => SendAsync(subject, payload);

    /// <inheritdoc/>
    public IDisposable Serve(string service, string instance, Func<ReadOnlyMemory<byte>> answer) => _services.Add(service, instance, answer);

    /// <summary>Sends what is left, and disconnects.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposals, 1) != 0) return;
        if (_connection.ConnectionState == NatsConnectionState.Open) await FlushAsync();
        await _stop.CancelAsync();
        await Task.WhenAll(_answering);
        await _connection.DisposeAsync();
        _stop.Dispose();
    }

    private async Task FlushAsync()
    {
        try
        {
            await _connection.PingAsync(_stop.Token);
        }
        catch (NatsException)
        {
            // The server left meanwhile: what was under way is lost, as with any core publisher.
        }
    }

    private async Task AnswerAsync(INatsSub<NatsMemoryOwner<byte>> requests)
    {
        try
        {
            await foreach (var request in requests.Msgs.ReadAllAsync(_stop.Token))
            {
                request.Data.Dispose();
                if (request.ReplyTo is not { } inbox) continue;
                foreach (var answer in _services.Answers(request.Subject)) await SendAsync(inbox, answer);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
        finally
        {
            await requests.DisposeAsync();
        }
    }

    private async ValueTask SendAsync(string subject, ReadOnlyMemory<byte> payload)
    {
        if (_connection.ConnectionState != NatsConnectionState.Open)
        {
            Interlocked.Increment(ref _lost);
            return;
        }

        try
        {
            await _connection.PublishAsync(subject, payload, serializer: NatsRawSerializer<ReadOnlyMemory<byte>>.Default);
        }
        catch (NatsException)
        {
            Interlocked.Increment(ref _lost);
        }
    }
}
