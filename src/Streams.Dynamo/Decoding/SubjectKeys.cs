using Streams.Dynamo.Naming;

namespace Streams.Dynamo.Decoding;

/// <summary>The keys of workers by the component that a message's subject names.</summary>
/// <param name="otherwise">The component where a subject names none.</param>
internal sealed class SubjectKeys(string otherwise)
{
    // More than any fleet has: only made-up subjects reach it.
    private const int Capacity = 10_000;

    private readonly Dictionary<string, WorkerKeys> _bySubject = [];
    private readonly Dictionary<string, WorkerKeys> _byComponent = [];
    private (string Subject, WorkerKeys Keys)? _last;
    private int _workers = 100_000;

    /// <summary>The keys for the messages of a subject. Subjects come as the same few texts again and again.</summary>
    internal WorkerKeys Of(string subject)
    {
        if (_last is { } last && ReferenceEquals(last.Subject, subject)) return last.Keys;
        var keys = _bySubject.TryGetValue(subject, out var known) ? known : Learn(subject);
        _last = (subject, keys);
        return keys;
    }

    /// <summary>Lets go the keys that no message has had since the last call.</summary>
    internal void Forget()
    {
        foreach (var keys in _byComponent.Values) keys.Forget();
    }

    /// <summary>How many workers there may be.</summary>
    internal void Expect(int workers) => _workers = Math.Min(workers, _workers);

    private WorkerKeys Learn(string subject)
    {
        if (_bySubject.Count == Capacity)
        {
            _bySubject.Clear();
            _byComponent.Clear();
        }

        var component = ComponentNames.Of(subject) ?? otherwise;
        if (!_byComponent.TryGetValue(component, out var keys)) _byComponent.Add(component, keys = new WorkerKeys(component) { Capacity = 2 * _workers });
        _bySubject.Add(subject, keys);
        return keys;
    }
}
