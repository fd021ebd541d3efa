using System.Runtime.CompilerServices;

namespace Streams.Reducing;

/// <summary>Places in one array.</summary>
/// <param name="read">The result of what a place has taken.</param>
/// <param name="capacity">How many places there are at first.</param>
internal sealed class Reducer<TState>(Reducer<TState>.Reading read, int capacity) : Reducer
    where TState : struct, IReducerState<TState>
{
    private TState[] _states = new TState[capacity];

    internal delegate double Reading(in TState state);

    internal override int Capacity => _states.Length;

    internal override Reducer New(int capacity) => new Reducer<TState>(read, capacity);

    internal override void Grow(int capacity)
    {
        if (capacity > _states.Length) Array.Resize(ref _states, capacity);
    }

    internal override void Values(ReadOnlySpan<int> places, Span<double> into)
    {
        var states = _states;
        for (var i = 0; i < places.Length; i++) into[i] = read(states[places[i]]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal override bool Add(int at, double value, long timeTicks, long order) => _states[at].Add(value, timeTicks, order);

    internal override void AddAll(ReadOnlySpan<int> places, ReadOnlySpan<double> values)
    {
        var states = _states;
        for (var i = 0; i < places.Length; i++)
        {
            if (!double.IsNaN(values[i])) states[places[i]].Add(values[i], 0, 1);
        }
    }

    internal override void Merge(ReadOnlySpan<int> places, Reducer other, ReadOnlySpan<int> otherPlaces)
    {
        var (states, from) = (_states, ((Reducer<TState>)other)._states);
        for (var i = 0; i < places.Length; i++) states[places[i]].Merge(from[otherPlaces[i]]);
    }

    internal override void MergeAll(Reducer other, int count)
    {
        var from = ((Reducer<TState>)other)._states;
        for (var i = 0; i < count; i++) _states[i].Merge(from[i]);
    }

    internal override void Clear(int at) => _states[at].Clear();

    internal override void ClearAll(int count)
    {
        for (var i = 0; i < count; i++) _states[i].Clear();
    }
}
