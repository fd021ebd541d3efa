namespace Streams.Grafana.Tests.Support;

/// <summary>A fleet of two releases together, and one of each alone, all at once.</summary>
public sealed class FleetsFixture : IAsyncLifetime
{
    internal const string Both = "0.3.2,1.6.0";

    internal Dictionary<string, Fleet> Fleets { get; } = [];

    public async ValueTask InitializeAsync()
    {
        string[] releases = [Both, .. Both.Split(',')];
        var starting = releases.Select(Fleet.StartAsync).ToArray();
        for (var i = 0; i < releases.Length; i++) Fleets.Add(releases[i], await starting[i]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var fleet in Fleets.Values) await fleet.DisposeAsync();
    }
}
