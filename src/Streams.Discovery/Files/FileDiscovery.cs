using Streams.Discovery.Following;

namespace Streams.Discovery.Files;

/// <summary>The discovery of processes on one machine: a file for each record.</summary>
/// <remarks>
/// An owner sets its files' time every 3.3 s or sooner. A file whose time has not changed for 10 s has no owner any more: with no process left
/// nobody would delete it. That is judged by our own clock from when the file was first seen, so that a clock that is set ends nothing.
/// A content is replaced by another file of its name, as Dynamo does; what is written in place is seen within half a minute.
/// </remarks>
/// <param name="folder">What <c>DYN_FILE_KV</c> names. It need not be there yet.</param>
/// <param name="time">The clock.</param>
public sealed class FileDiscovery(string folder, TimeProvider time) : IDiscovery
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookAtAll = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public string Name => $"files in {folder}";

    /// <inheritdoc/>
    public Task FollowAsync(IDiscoveryObserver observer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var follower = new Follower(observer, time);
        var reading = new FolderReading(folder, new KnownRecords(observer), time);
        return follower.RunAsync(stop => FollowAsync(reading, follower, stop), cancellationToken);
    }

    private async Task FollowAsync(FolderReading reading, Follower follower, CancellationToken stop)
    {
        reading.Read();
        follower.Listed();
        var read = time.GetTimestamp();
        while (true)
        {
            await Task.Delay(Look, time, stop).ConfigureAwait(false);
            if (!reading.HasChanged() && time.GetElapsedTime(read) < LookAtAll) continue;
            read = time.GetTimestamp();
            reading.Read();
        }
    }
}
