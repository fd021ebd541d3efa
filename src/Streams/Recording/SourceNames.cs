namespace Streams.Recording;

/// <summary>Finds a pipeline's source by the name that a recording has for it.</summary>
internal sealed class SourceNames
{
    private readonly Dictionary<string, int> _index = [];
    private readonly IReadOnlyDictionary<string, string> _renamed;
    private readonly string[] _names;

    internal SourceNames(PipelineDefinition pipeline, IReadOnlyDictionary<string, string> renamed)
    {
        _names = [.. pipeline.Sources.Select(s => s.Name)];
        _renamed = renamed;
        foreach (var name in renamed.Values)
        {
            if (name.Length > 0 && Array.IndexOf(_names, name) < 0) throw new RecordingException(Unknown(name));
        }
    }

    /// <summary>The source's index in the pipeline; -1 is skipped.</summary>
    /// <exception cref="RecordingException">The pipeline has no such source.</exception>
    internal int IndexOf(RecordingReader reader)
    {
        var recorded = reader.Line.Source;
        if (_index.TryGetValue(recorded, out var index)) return index;
        var name = _renamed.GetValueOrDefault(recorded, recorded);
        index = Array.IndexOf(_names, name);
        if (index < 0 && name.Length > 0) throw new RecordingException(reader.Name, reader.LineNumber, Unknown(name) + $"; --source {recorded}=NAME renames it, --source {recorded}= skips it");
        return _index[recorded] = index;
    }

    private string Unknown(string name) => $"unknown source {name}; the pipeline has {string.Join(", ", _names)}";
}
