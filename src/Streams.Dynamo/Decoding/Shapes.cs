using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Streams.Dynamo.Decoding;

/// <summary>The shapes of one source's messages: known bytes with holes for the values, learned from what a full reader took.</summary>
/// <remarks>
/// A fleet sends a handful of shapes by turns: releases, orders of names, values that are there or not. They stand as one tree,
/// so that common parts are compared once; numbers of any width and ids of
/// any length fill the same hole. A miss means only that the full reader must be used. Reading a forward pass takes
/// a quarter of the time that its full reader takes.
/// </remarks>
internal sealed class Shapes<THoles>
    where THoles : IHoles
{
    private const int MaxSteps = 4096;
    private const int MaxText = 1 << 16;
    private const int MaxShapes = 64;

    // A source may change what it sends: shapes that have not matched for long are evicted.
    private const int MissesToForget = 4096;

    private readonly Lesson _lesson = new();
    private Step[] _steps = [];
    private byte[] _text = new byte[Vector128<byte>.Count];
    private ShapeEnd[] _ends = [];
    private int _stepCount;
    private int _textLength;
    private int _shapeCount;
    private int _misses;
    private int _first = Step.None;

    /// <summary>Fills the reports from a message of a known shape; if it returns false they may be half filled.</summary>
    internal bool TryRead(ReadOnlySpan<byte> message, Span<WorkerReport> reports, out ShapeEnd end)
    {
        ReadOnlySpan<Step> steps = _steps;
        var at = 0;
        for (var i = _first; i != Step.None;)
        {
            ref readonly var step = ref steps[i];
            if (StandsAt(message, at, step.Text, step.Length))
            {
                var next = at + step.Length;
                if (step.Hole == Hole.End)
                {
                    if (next == message.Length)
                    {
                        end = _ends[step.Next];
                        return true;
                    }
                }
                else if (THoles.TryFill(message, ref next, step.Hole, step.Field, ref reports[step.Report]))
                {
                    at = next;
                    i = step.Next;
                    continue;
                }
            }

            i = step.Else;
        }

        end = default;
        return false;
    }

    /// <summary>What a full reader notes places in, so that the message can be learned; null where it should not, since enough is known.</summary>
    internal Lesson? Prepare(ReadOnlySpan<byte> message)
    {
        if (IsFull)
        {
            if (++_misses < MissesToForget) return null;
            _stepCount = _textLength = _shapeCount = _misses = 0;
            _ends = [];
            _first = Step.None;
        }

        _lesson.Clear(message.Length);
        return _lesson;
    }

    /// <summary>Learns a message that a full reader took as good, and noted the places of.</summary>
    /// <param name="message">The message.</param>
    /// <param name="structure">What its decoder wants to know of the shape when it comes again.</param>
    internal void Learn(ReadOnlySpan<byte> message, ulong structure)
    {
        if (_lesson.IsRefused) return;
        var places = _lesson.Places();
        Span<int> ends = stackalloc int[Lesson.MaxPlaces];
        if (places.Length > ends.Length || !TryEnds(message, places, ends)) return;
        Reserve(places.Length + 1, message.Length);
        int at = 0, from = Step.None;
        for (var i = 0; i < places.Length; i++)
        {
            var place = places[i];
            from = Follow(from, message[at..place.Start], new Step { Hole = place.Hole, Field = (byte)place.Field, Report = (byte)place.Report });
            at = ends[i];
        }

        var known = _stepCount;
        Follow(from, message[at..], new Step { Hole = Hole.End, Next = EndOf(new ShapeEnd(structure, THoles.IsOneLineJson(message))) });
        if (_stepCount > known) _shapeCount++;
    }

    private bool IsFull => _shapeCount >= MaxShapes || _stepCount >= MaxSteps || _textLength >= MaxText;

    // A literal of a few words, most often; a call for each would cost as much as the comparison, and SequenceEqual is one. The bounds
    // are looked at once: the text is followed by as many bytes as a vector has, and the message mostly is.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool StandsAt(ReadOnlySpan<byte> message, int at, int text, int length)
    {
        if (length > message.Length - at) return false;
        ref var there = ref Unsafe.Add(ref MemoryMarshal.GetReference(message), at);
        ref var known = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_text), text);
        if (length > Vector128<byte>.Count)
        {
            nuint i = 0, last = (nuint)(length - Vector128<byte>.Count);
            for (; i < last; i += (nuint)Vector128<byte>.Count)
            {
                if (Vector128.LoadUnsafe(ref there, i) != Vector128.LoadUnsafe(ref known, i)) return false;
            }

            return Vector128.LoadUnsafe(ref there, last) == Vector128.LoadUnsafe(ref known, last);
        }

        if (message.Length - at < Vector128<byte>.Count) return message.Slice(at, length).SequenceEqual(_text.AsSpan(text, length));
        var same = Vector128.Equals(Vector128.LoadUnsafe(ref there), Vector128.LoadUnsafe(ref known)).ExtractMostSignificantBits();
        return BitOperations.TrailingZeroCount(~same) >= length;
    }

    private int EndOf(ShapeEnd end)
    {
        var known = Array.IndexOf(_ends, end);
        if (known >= 0) return known;
        _ends = [.. _ends, end];
        return _ends.Length - 1;
    }

    // A value of a form that no hole takes makes no shape.
    private static bool TryEnds(ReadOnlySpan<byte> message, ReadOnlySpan<Lesson.Place> places, Span<int> ends)
    {
        var report = new WorkerReport();
        var at = 0;
        for (var i = 0; i < places.Length; i++)
        {
            if (places[i].Start < at) return false;
            at = places[i].Start;
            if (!THoles.TryFill(message, ref at, places[i].Hole, places[i].Field, ref report)) return false;
            ends[i] = at;
        }

        return true;
    }

    private int Follow(int from, ReadOnlySpan<byte> text, Step step)
    {
        ref var first = ref from == Step.None ? ref _first : ref _steps[from].Next;
        for (var i = first; i != Step.None; i = _steps[i].Else)
        {
            if (_steps[i].IsLike(step) && text.SequenceEqual(_text.AsSpan(_steps[i].Text, _steps[i].Length))) return i;
        }

        // The newest is tried first.
        step.Text = _textLength;
        step.Length = text.Length;
        if (step.Hole != Hole.End) step.Next = Step.None;
        step.Else = first;
        text.CopyTo(_text.AsSpan(_textLength));
        _textLength += text.Length;
        first = _stepCount;
        _steps[_stepCount] = step;
        return _stepCount++;
    }

    private void Reserve(int steps, int text)
    {
        if (_steps.Length - _stepCount < steps) Array.Resize(ref _steps, Math.Max(_steps.Length * 2, _stepCount + steps));
        var most = _textLength + text + Vector128<byte>.Count;
        if (_text.Length < most) Array.Resize(ref _text, Math.Max(_text.Length * 2, most));
    }

    private struct Step
    {
        internal const int None = -1;

        internal int Text;
        internal int Length;
        internal Hole Hole;
        internal byte Field;
        internal byte Report;

        /// <summary>What follows where this fits; where the message ends, what is known of it.</summary>
        internal int Next;

        /// <summary>What may stand in its place.</summary>
        internal int Else;

        internal readonly bool IsLike(in Step other) =>
            Hole == other.Hole && Field == other.Field && Report == other.Report && (Hole != Hole.End || Next == other.Next);
    }
}
