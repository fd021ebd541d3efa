using Streams.Definition;
using Streams.Lane;
using Streams.Recording;

namespace Streams.Replaying;

/// <summary>Which sources of which pipelines take the messages of each name in a recording.</summary>
internal sealed class ReplaySources
{
    private readonly IReadOnlyList<PipelineDefinition> _pipelines;
    private readonly IReadOnlyDictionary<string, string> _renames;
    private readonly MessageDecoder[][] _decoders;
    private readonly List<Target[]?> _targets = [];
    private readonly HashSet<string> _seen = [];
    private readonly SortedSet<string> _unknown = new(StringComparer.Ordinal);

    internal ReplaySources(IReadOnlyList<PipelineDefinition> pipelines, IReadOnlyDictionary<string, string> renames, LaneListener listener)
    {
        _pipelines = pipelines;
        _renames = renames;
        _decoders = [.. pipelines.Select(p => p.Sources.Select(s => new MessageDecoder(s, p.MaxWorkers, listener)).ToArray())];
    }

    /// <summary>The sources that take the messages of a recorded source; empty if it is skipped or unknown.</summary>
    internal Target[] TargetsOf(RecordedSource source)
    {
        while (_targets.Count <= source.Index) _targets.Add(null);
        return _targets[source.Index] ??= Find(source.Name);
    }

    /// <summary>At the end of the recording: throws if no pipeline has some of its sources, and warns of renames that matched nothing.</summary>
    internal void ThrowIfUnknown(Action<string> warn)
    {
        foreach (var absent in _renames.Keys.Where(name => !_seen.Contains(name)).Order(StringComparer.Ordinal))
        {
            warn($"--source {absent}={_renames[absent]}: the recording has no source {absent}; "
                + $"it has {string.Join(", ", _seen.Order(StringComparer.Ordinal))}");
        }

        if (_unknown.Count == 0) return;
        var known = _pipelines.SelectMany(p => p.Sources).Select(s => s.Name).Distinct();
        throw new RecordingException($"the recording has messages of {string.Join(", ", _unknown)}, "
            + $"and the pipeline has the sources {string.Join(", ", known)}; "
            + $"--source {_unknown.Min}=NAME renames one, --source {_unknown.Min}= skips it");
    }

    private Target[] Find(string name)
    {
        _seen.Add(name);
        if (_renames.TryGetValue(name, out var renamed))
        {
            if (renamed.Length == 0) return [];
        }
        else
        {
            renamed = name;
        }

        Target[] targets = [.. Targets(renamed)];
        if (targets.Length == 0) _unknown.Add(renamed);
        return targets;
    }

    private IEnumerable<Target> Targets(string name)
    {
        for (var lane = 0; lane < _pipelines.Count; lane++)
        {
            for (var source = 0; source < _pipelines[lane].Sources.Count; source++)
            {
                if (_pipelines[lane].Sources[source].Name == name) yield return new Target(lane, source, _decoders[lane][source]);
            }
        }
    }

    /// <summary>A source of a pipeline, and how many of its messages were read.</summary>
    internal sealed class Target(int lane, int source, MessageDecoder decoder)
    {
        internal int Lane => lane;

        internal int Source => source;

        internal MessageDecoder Decoder => decoder;

        internal long Received { get; set; }
    }
}
