namespace Streams.Dynamo.Decoding;

/// <summary>Where the values of a message stand, as a full reader finds them. What it does not note is part of the shape, byte for byte.</summary>
/// <remarks>
/// A value may be noted as ignored first and as one that counts later; two places for one value make no shape, since they depend on each
/// other.
/// </remarks>
internal sealed class Lesson
{
    /// <summary>How many reports a message may fill.</summary>
    internal const int MaxReports = 16;

    /// <summary>How many values a shape may have; a message with more makes none.</summary>
    internal const int MaxPlaces = 256;

    private readonly List<Place> _places = new(64);
    private readonly HashSet<(int, Hole, int)> _taken = [];

    /// <summary>Which of the reports that the message fills is being read.</summary>
    internal int Report { get; set; }

    /// <summary>Where the bytes end that a MessagePack reader reads, which knows only how many are left.</summary>
    internal int End { get; set; }

    /// <summary>Whether the message makes no shape.</summary>
    internal bool IsRefused { get; private set; }

    internal void Clear(int length)
    {
        _places.Clear();
        _taken.Clear();
        Report = 0;
        End = length;
        IsRefused = false;
    }

    internal void Refuse() => IsRefused = true;

    internal void Note(int start, Hole hole, int field = 0)
    {
        if (_places.Count == 2 * MaxPlaces || Report >= MaxReports) Refuse();
        if (hole != Hole.Ignored && !_taken.Add((Report, Kind(hole), field))) Refuse();
        if (!IsRefused) _places.Add(new Place(start, hole, field, Report));
    }

    /// <summary>Notes a value of MessagePack.</summary>
    internal void NoteLeft(int left, Hole hole, int field = 0) => Note(End - left, hole, field);

    /// <summary>Gives the places in their order, each once.</summary>
    internal ReadOnlySpan<Place> Places()
    {
        // Of one place the note that counts stands before the ones that ignore it.
        _places.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.Hole.CompareTo(a.Hole));
        var kept = 0;
        for (var i = 0; i < _places.Count; i++)
        {
            var isAgain = kept > 0 && _places[i].Hole == Hole.Ignored && _places[i].Start == _places[kept - 1].Start;
            if (!isAgain) _places[kept++] = _places[i];
        }

        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_places)[..kept];
    }

    // Both name the worker.
    private static Hole Kind(Hole hole) => hole == Hole.HexWorker ? Hole.Worker : hole;

    internal readonly record struct Place(int Start, Hole Hole, int Field, int Report);
}
