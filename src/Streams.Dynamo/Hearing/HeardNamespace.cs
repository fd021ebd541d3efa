namespace Streams.Dynamo.Hearing;

/// <summary>A namespace of Dynamo: who is in it, and what is heard of it.</summary>
internal sealed class HeardNamespace(string name)
{
    /// <summary>Far more than any fleet has: only made-up ids reach it.</summary>
    private const int MostWorkers = 100_000;

    private const int MostSubjects = 1_000;

    private readonly Dictionary<string, HeardWorker> _workers = [];
    private readonly SortedDictionary<string, long> _subjects = new(StringComparer.Ordinal);

    internal string Name { get; } = name;

    /// <summary>Its workers, by their ids.</summary>
    internal IReadOnlyDictionary<string, HeardWorker> Workers => _workers;

    /// <summary>Messages on each subject.</summary>
    internal IReadOnlyDictionary<string, long> Subjects => _subjects;

    /// <summary>A worker, which is known from then on; null where there are too many.</summary>
    internal HeardWorker? Worker(string id)
    {
        if (_workers.TryGetValue(id, out var worker)) return worker;
        if (_workers.Count == MostWorkers) return null;
        _workers.Add(id, worker = new HeardWorker());
        return worker;
    }

    /// <summary>Counts a message.</summary>
    internal void Count(string subject)
    {
        if (_subjects.TryGetValue(subject, out var before)) _subjects[subject] = before + 1;
        else if (_subjects.Count < MostSubjects) _subjects.Add(subject, 1);
    }
}
