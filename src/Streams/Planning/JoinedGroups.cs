using Streams.Definition;
using Streams.Events;
using Streams.Reducing;

namespace Streams.Planning;

/// <summary>The groups that a metric shows: those of its query, with the joined labels in their keys, as far as <c>having</c> holds of them (N14).</summary>
/// <remarks>The order of the keys is that of the groups': joined labels follow the worker, and are the same for all of its groups.</remarks>
internal sealed class JoinedGroups
{
    private readonly ReducedGroups<Event> _groups;
    private readonly JoinedLabels _labels;
    private readonly int[] _joins;
    private readonly Func<Event, bool>? _having;
    private (int Groups, int Labels)? _seen;

    internal JoinedGroups(ReducedGroups<Event> groups, MetricDefinition metric, JoinedLabels labels)
    {
        _groups = groups;
        _labels = labels;
        string[] names = [.. labels.Names];
        _joins = [.. metric.With.Select(name => Array.IndexOf(names, name))];
        if (_joins.Length > 0 && metric.By.Count == 0) throw new ArgumentException($"Metric {metric.Name} joins labels to no worker.", nameof(metric));
        if (_joins.Contains(-1)) throw new ArgumentException($"Metric {metric.Name} shows a label that is not joined.", nameof(metric));
        _having = metric.Having?.Compile([new EventSchema(metric.Labels, [])]);
    }

    /// <summary>Changes when the keys do.</summary>
    internal int Version { get; private set; }

    /// <summary>The keys of the groups, in order; another array where they are others.</summary>
    internal WorkerKey[] Keys { get; private set; } = [];

    /// <summary>The rows of the same groups.</summary>
    internal int[] Places { get; private set; } = [];

    internal ReducedGroups<Event> Groups => _groups;

    /// <summary>Lists the groups, if any began or ended, or a label of theirs is another.</summary>
    internal void Arrange()
    {
        _groups.Arrange();
        var isPlain = _joins.Length == 0 && _having is null;
        var seen = (_groups.Version, isPlain ? 0 : _labels.Version);
        if (_seen == seen) return;
        _seen = seen;
        Version++;
        (Keys, Places) = isPlain ? (_groups.Keys, _groups.Places) : Join(_groups.Keys, _groups.Places);
    }

    private (WorkerKey[] Keys, int[] Places) Join(WorkerKey[] groups, int[] rows)
    {
        var (keys, places, count) = (new WorkerKey[groups.Length], new int[groups.Length], 0);
        for (var i = 0; i < groups.Length; i++)
        {
            var key = _joins.Length == 0 ? groups[i] : groups[i].With(_joins, _labels.Of(groups[i].Worker));
            if (_having is not null && !_having(new Event(0, key, [], 0, 0))) continue;
            keys[count] = key;
            places[count++] = rows[i];
        }

        return (keys[..count], places[..count]);
    }
}
