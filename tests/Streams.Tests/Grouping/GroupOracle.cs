namespace Streams.Tests.Grouping;

/// <summary>
/// Membership by N3 and N12, the naive way: keeps everything that was said and, asked for an instant, walks through every tick
/// from the first one, ends what is over before it hears the messages of the tick, and forgets nothing in between.
/// </summary>
internal sealed class GroupOracle(int[] expire, int[] beatExpire, int[][] alive)
{
    private readonly List<(long At, Report? Report, int Beats, string Worker)> _heard = [];

    internal void Say(long at, Report said) => _heard.Add((at, said, 0, ""));

    internal void Beat(long at, int beats, string worker) => _heard.Add((at, null, beats, worker));

    /// <summary>How many groups would live if this were said now.</summary>
    internal int CountWith(long at, Report said)
    {
        Say(at, said);
        var count = At(at).Count;
        _heard.RemoveAt(_heard.Count - 1);
        return count;
    }

    /// <summary>The live groups at an instant: the key, its source, and when it began.</summary>
    internal List<(string Key, int Source, long Began)> At(long instant)
    {
        List<(string Worker, string Key, int Source, long Began, long Last)> groups = [];
        for (var tick = 0L; tick <= instant; tick++)
        {
            groups.RemoveAll(g => IsOver(g.Worker, g.Source, g.Last, tick));
            foreach (var (at, said, _, _) in _heard)
            {
                if (at != tick || said is null) continue;
                var (worker, key) = (said.Key.Worker, said.Key.ToString());
                var others = groups.Where(g => g.Worker == worker).ToList();
                if (others.Any(g => g.Source < said.Source)) continue;
                var known = others.FindIndex(g => g.Key == key && g.Source == said.Source);
                if (known < 0 && said.Late) continue;
                groups.RemoveAll(g => g.Worker == worker && g.Source > said.Source);
                groups.RemoveAll(g => g.Key == key);
                groups.Add((worker, key, said.Source, known < 0 ? tick : others[known].Began, tick));
            }
        }

        return [.. groups.Select(g => (g.Key, g.Source, g.Began)).OrderBy(g => g.Key, StringComparer.Ordinal)];
    }

    /// <summary>Over: the last beat ended at this tick; or the plain lease is out and nothing beats.</summary>
    private bool IsOver(string worker, int source, long last, long tick)
    {
        var beats = alive[source].Any(b => Beats(b, worker, tick));
        var beatBefore = alive[source].Any(b => Beats(b, worker, tick - 1) || HeardAt(b, worker, tick - 1));
        return !beats && (beatBefore || tick >= last + expire[source]);
    }

    /// <summary>Whether a beat before the tick still runs at it.</summary>
    private bool Beats(int beats, string worker, long tick) =>
        _heard.Any(h => h.Report is null && h.Beats == beats && h.Worker == worker && h.At < tick && tick < h.At + beatExpire[beats]);

    private bool HeardAt(int beats, string worker, long tick) =>
        _heard.Any(h => h.Report is null && h.Beats == beats && h.Worker == worker && h.At == tick);
}
