using System.Runtime.InteropServices;

namespace Streams.Grouping;

/// <summary>The workers that have a live group in any metric of a pipeline, and how many have lost their last one.</summary>
/// <remarks>Single-threaded: it belongs to the lane. A takeover by another source is no loss.</remarks>
public sealed class WorkerRoster
{
    private readonly Dictionary<string, Member> _members = [];
    private readonly HashSet<string> _unsure = [];

    /// <summary>Distinct workers with a live group, but for those whose groups all need a voucher that nobody gives now (N4): <c>streams_workers</c>.</summary>
    public int Count => _members.Count - _unsure.Count(worker => !IsVouchedFor(worker));

    /// <summary>Workers whose last group ended with its lease or its beat: <c>streams_workers_expired_total</c>.</summary>
    public long Expired { get; private set; }

    /// <summary>Called with each worker that has lost its last group. Default: nobody is.</summary>
    internal Action<string>? Left { get; init; }

    /// <summary>Whether a source vouches for a worker now. Default: each does.</summary>
    internal Predicate<string> IsVouchedFor { get; init; } = static _ => true;

    /// <summary>A worker has its first group in one more metric. The nameless worker of a metric without <c>by</c> is none.</summary>
    public void Join(string worker) => Join(worker, needsVoucher: false);

    /// <summary>A worker lost its last group in one of its metrics.</summary>
    public void Leave(string worker) => Leave(worker, needsVoucher: false);

    internal void Join(string worker, bool needsVoucher)
    {
        if (worker.Length == 0) return;
        ref var member = ref CollectionsMarshal.GetValueRefOrAddDefault(_members, worker, out _);
        member.Metrics++;
        Change(worker, ref member, needsVoucher ? 0 : 1);
    }

    internal void Leave(string worker, bool needsVoucher)
    {
        if (LetGo(worker, needsVoucher)) Expired++;
    }

    /// <summary>Another source has taken a worker over in a metric.</summary>
    internal void Follow(string worker, bool neededVoucher, bool needsVoucher)
    {
        if (worker.Length == 0 || neededVoucher == needsVoucher) return;
        Change(worker, ref CollectionsMarshal.GetValueRefOrNullRef(_members, worker), needsVoucher ? -1 : 1);
    }

    /// <summary>A metric ends and releases a worker; it does not count as expired.</summary>
    internal void Withdraw(string worker, bool needsVoucher) => LetGo(worker, needsVoucher);

    /// <summary>Removes the worker from one metric; returns whether it was the last one.</summary>
    private bool LetGo(string worker, bool needsVoucher)
    {
        if (worker.Length == 0) return false;
        ref var member = ref CollectionsMarshal.GetValueRefOrNullRef(_members, worker);
        if (--member.Metrics > 0)
        {
            Change(worker, ref member, needsVoucher ? 0 : -1);
            return false;
        }

        _members.Remove(worker);
        _unsure.Remove(worker);
        Left?.Invoke(worker);
        return true;
    }

    private void Change(string worker, ref Member member, int sure)
    {
        member.Sure += sure;
        if (member.Sure == 0) _unsure.Add(worker);
        else _unsure.Remove(worker);
    }

    private struct Member
    {
        /// <summary>In how many metrics it has a group.</summary>
        internal int Metrics;

        /// <summary>In how many of them it is under a source that needs nobody to vouch.</summary>
        internal int Sure;
    }
}
