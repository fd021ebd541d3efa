using Streams.Testing.Support;

namespace Streams.Discovery.Tests.Support;

/// <summary>A discovery that is followed until this is disposed of.</summary>
internal sealed class Followed : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _following;

    internal Followed(IDiscovery discovery) => _following = discovery.FollowAsync(Told, _stop.Token);

    internal Observed Told { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following.WaitAsync(Patience.Limit);
        _stop.Dispose();
    }
}
