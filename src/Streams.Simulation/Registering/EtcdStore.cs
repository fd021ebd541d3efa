using System.Text;

namespace Streams.Simulation.Registering;

/// <summary>Records in etcd, by the JSON gateway of a server, each under the lease of its process, whose id is the process's.</summary>
/// <param name="server">The server.</param>
/// <param name="time">When leases are renewed.</param>
public sealed class EtcdStore(Uri server, TimeProvider time) : IFleetStore
{
    private const int LeaseSeconds = 10;
    private static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(3);

    private readonly HttpClient _http = new() { BaseAddress = server };
    private readonly HashSet<ulong> _leases = [];
    private readonly CancellationTokenSource _stop = new();
    private Task? _renewing;

    /// <inheritdoc/>
    /// <exception cref="HttpRequestException">The server does not take it.</exception>
    public async ValueTask PutAsync(ulong owner, string key, string value)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(value);
        bool isNew;
        lock (_leases) isNew = _leases.Add(owner);
        if (isNew) await SayAsync("v3/lease/grant", $$"""{"ID":"{{owner}}","TTL":"{{LeaseSeconds}}"}""");
        await SayAsync("v3/kv/put", $$"""{"key":"{{Base64(key)}}","value":"{{Base64(value)}}","lease":"{{owner}}"}""");
        _renewing ??= RenewAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_renewing is { } renewing) await renewing;
        try
        {
            foreach (var lease in Leases()) await SayAsync("v3/lease/revoke", $$"""{"ID":"{{lease}}"}""");
        }
        catch (HttpRequestException)
        {
            // Without its server a lease ends by itself.
        }

        _http.Dispose();
        _stop.Dispose();
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(SignOfLife, time);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(_stop.Token);
                foreach (var lease in Leases()) await SayAsync("v3/lease/keepalive", $$"""{"ID":"{{lease}}"}""");
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
                // Stopped; or the server is away, and is asked again.
            }
        }
    }

    private ulong[] Leases()
    {
        lock (_leases) return [.. _leases];
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private async Task SayAsync(string path, string what)
    {
        using var body = new StringContent(what, Encoding.UTF8, "application/json");
        using var answer = await _http.PostAsync(new Uri(path, UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
    }
}
