using Streams.Testing.Support;

namespace Streams.Grafana.Tests.Support;

/// <summary>A fleet of two releases together, and one of each alone, all at once.</summary>
public sealed class FleetsFixture : IAsyncLifetime
{
    internal const string Both = "0.3.2,1.6.0";
    private NatsServer? _nats;

    internal Dictionary<string, Fleet> Fleets { get; } = [];

    public async ValueTask InitializeAsync()
    {
        _nats = await NatsServer.StartAsync();
        var both = Fleet.StartAsync(_nats, Both, "both");
        var old = Fleet.StartAsync(_nats, "0.3.2", "old");
        var recent = Fleet.StartAsync(_nats, "1.6.0", "recent");
        Fleets.Add(Both, await both);
        Fleets.Add("0.3.2", await old);
        Fleets.Add("1.6.0", await recent);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var fleet in Fleets.Values) await fleet.DisposeAsync();
        if (_nats is not null) await _nats.DisposeAsync();
    }
}
