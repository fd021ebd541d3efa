namespace Streams.Events;

/// <summary>The key values of an event or the label values of a group, in the order of their names. Immutable.</summary>
/// <remarks>Decoders keep one instance for each worker that they see, so that equality is most often a comparison of references.</remarks>
public sealed class WorkerKey : IEquatable<WorkerKey>, IComparable<WorkerKey>
{
    private readonly string[] _values;
    private readonly int _hash;
    private Projection[] _projections = [];
    private Joined[] _joined = [];
    private RowMemos _memos;

    /// <summary>Creates a key of the given values.</summary>
    public WorkerKey(params string[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        _values = values;
        Worker = values.Length == 0 ? "" : values[0];
        var hash = new HashCode();
        foreach (var value in values) hash.Add(value);
        _hash = hash.ToHashCode();
    }

    /// <summary>The key without values: the one group of a metric without <c>by</c>.</summary>
    public static WorkerKey None { get; } = new();

    /// <summary>The values.</summary>
    public IReadOnlyList<string> Values => _values;

    /// <summary>The worker itself: the first value, or empty text where there is none.</summary>
    public string Worker { get; }

    /// <summary>The row that a table found it in last, for the table to check before it looks further.</summary>
    internal int Row { get; set; }

    /// <summary>The rows that tables found for choices of these values last.</summary>
    internal ref RowMemos Memos => ref _memos;

    /// <summary>The place that the beats of its source found its worker in last.</summary>
    internal int Pulse { get; set; }

    /// <summary>Where what these keys say of their worker is known; null where it must be told (N14).</summary>
    internal object? TellsTo { get; set; }

    /// <summary>The key with values of joined labels behind the worker; the same instance while they are the same. One thread at a time.</summary>
    /// <param name="joins">Which of the values; not changed afterwards. One array for each choice.</param>
    /// <param name="values">The values of all joined labels; not changed afterwards.</param>
    internal WorkerKey With(int[] joins, string[] values)
    {
        for (var i = 0; i < _joined.Length; i++)
        {
            if (_joined[i].Choice != joins) continue;
            if (_joined[i].Values != values) _joined[i] = new(joins, values, Join(joins, values));
            return _joined[i].Key;
        }

        _joined = [.. _joined, new(joins, values, Join(joins, values))];
        return _joined[^1].Key;
    }

    /// <summary>Some of the values, by position; the same instance at every call, and this one where it has just these. One thread at a time.</summary>
    /// <param name="positions">Which values, in which order; not changed afterwards. Fastest where equal choices are one array.</param>
    public WorkerKey Project(int[] positions)
    {
        ArgumentNullException.ThrowIfNull(positions);
        foreach (var known in _projections)
        {
            if (known.Positions == positions) return known.Key;
        }

        return ProjectAnew(positions);
    }

    private WorkerKey Join(int[] joins, string[] values) => new([_values[0], .. joins.Select(join => values[join]), .. _values[1..]]);

    private WorkerKey ProjectAnew(int[] positions)
    {
        foreach (var known in _projections)
        {
            if (known.Positions.AsSpan().SequenceEqual(positions)) return known.Key;
        }

        var isWhole = positions.Length == _values.Length && positions.AsSpan().SequenceEqual(Enumerable.Range(0, positions.Length).ToArray());
        var projected = isWhole ? this : positions.Length == 0 ? None : new WorkerKey(Array.ConvertAll(positions, p => _values[p]));
        _projections = [.. _projections, new(positions, projected)];
        return projected;
    }

    /// <inheritdoc/>
    public bool Equals(WorkerKey? other) =>
        ReferenceEquals(this, other)
        || (other is not null && _hash == other._hash && _values.AsSpan().SequenceEqual(other._values));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as WorkerKey);

    /// <inheritdoc/>
    public override int GetHashCode() => _hash;

    /// <summary>Orders by value, ordinally, the first value first.</summary>
    public int CompareTo(WorkerKey? other) => other is null ? 1 : CompareTo(other, int.MaxValue);

    /// <summary>Orders by at most so many of the first values.</summary>
    internal int CompareTo(WorkerKey other, int values)
    {
        for (var i = 0; i < values && i < _values.Length && i < other._values.Length; i++)
        {
            var order = string.CompareOrdinal(_values[i], other._values[i]);
            if (order != 0) return order;
        }

        return Math.Min(values, _values.Length).CompareTo(Math.Min(values, other._values.Length));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join(',', _values);

    private readonly record struct Projection(int[] Positions, WorkerKey Key);

    private readonly record struct Joined(int[] Choice, string[] Values, WorkerKey Key);
}
