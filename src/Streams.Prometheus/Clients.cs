using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Streams.Prometheus;

/// <summary>The connections to the endpoint, of which there are only so many: the idlest one makes room for the next.</summary>
/// <remarks>To turn the next one away instead would let whoever holds all of them keep the scraper out.</remarks>
internal sealed class Clients(DisconnectLog log, TimeProvider time)
{
    /// <summary>The most connections at a time.</summary>
    internal const int Most = 512;

    private readonly HashSet<Client> _all = [];
    private readonly Lock _gate = new();

    internal DisconnectLog Log => log;

    /// <summary>Holds a connection while it lasts.</summary>
    internal ConnectionDelegate Hold(ConnectionDelegate next) => async connection =>
    {
        var client = new Client(connection, this, time);
        connection.Features.Set(client);
        Join(client)?.Cut(CutReason.MadeRoom);
        try
        {
            await next(connection);
        }
        finally
        {
            lock (_gate) _all.Remove(client);
        }
    };

    /// <summary>Follows a request from its beginning to its end; that its client has gone is no fault.</summary>
    internal static async Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        var client = context.Features.Get<Client>();
        client?.Begin();
        try
        {
            await next(context);
        }
        catch (Exception gone)
            when (gone is OperationCanceledException or IOException && (context.RequestAborted.IsCancellationRequested || client is { IsCut: true }))
        {
            // Cut off, or gone by itself. That the request is aborted may be known a moment later.
        }
        finally
        {
            client?.End();
        }
    }

    /// <summary>Adds a client, and gives the one that has to go.</summary>
    private Client? Join(Client client)
    {
        lock (_gate)
        {
            Client? idlest = null;
            if (_all.Count >= Most)
            {
                idlest = _all.MinBy(other => other.Idleness);
                _all.Remove(idlest!);
            }

            _all.Add(client);
            return idlest;
        }
    }
}
