using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;

namespace Streams.Discovery.Following;

/// <summary>Follows a store for ever: one session after the other, with growing pauses while the store is away.</summary>
internal sealed class Follower(IDiscoveryObserver observer, TimeProvider time)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private (bool Up, string? Why)? _told;
    private long _listed;
    private bool _isListed;

    /// <summary>Runs sessions until it is cancelled.</summary>
    /// <param name="session">Reads and follows the store; it returns where it wants to begin anew, and throws where the store is away.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task RunAsync(Func<CancellationToken, Task> session, CancellationToken cancellationToken)
    {
        // Not on the caller's thread: a session may read files.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var wait = FirstWait;
        while (!cancellationToken.IsCancellationRequested)
        {
            _isListed = false;
            try
            {
                await session(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (IsAway(e))
            {
                Tell(false, Reason(e));
            }

            // A store that answers and at once ends the session is not asked more often than one that is away.
            if (_isListed && time.GetElapsedTime(_listed) > LongestWait) wait = FirstWait;
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }
    }

    /// <summary>The session has told all that the store holds.</summary>
    internal void Listed()
    {
        _isListed = true;
        _listed = time.GetTimestamp();
        Tell(true, null);
        observer.Listed();
    }

    /// <summary>Whether the store is to blame, or the way to it.</summary>
    internal static bool IsAway(Exception e) =>
        e is StoreException or HttpRequestException or IOException or SocketException or UnauthorizedAccessException or AuthenticationException or JsonException
            or OperationCanceledException or TimeoutException;

    /// <summary>What is wrong with it, for people.</summary>
    internal static string Reason(Exception e) => e switch
    {
        OperationCanceledException => "it does not answer",
        JsonException => "its answer is not what was asked for: " + e.Message,
        { InnerException: { } inner } when e is HttpRequestException => inner.Message,
        _ => e.Message,
    };

    private void Tell(bool up, string? why)
    {
        if (_told == (up, why)) return;
        _told = (up, why);
        observer.Up(up, why);
    }
}
