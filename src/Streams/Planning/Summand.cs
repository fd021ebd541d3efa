using Streams.Events;
using Streams.Reducing;

namespace Streams.Planning;

/// <summary>A field that a metric adds up, and what its numbers may be.</summary>
/// <param name="Field">Its position in the schema of its source.</param>
/// <param name="IsCounter">Whether it must not be below zero (F4).</param>
internal readonly record struct Summand(int Field, bool IsCounter)
{
    /// <summary>The least number that it may be.</summary>
    internal double Least { get; } = IsCounter ? 0 : -DoubleDouble.ExactlyTo;

    /// <summary>The greatest.</summary>
    internal double Most => DoubleDouble.ExactlyTo;

    /// <summary>The verdict on an event by this field; accepted where it is absent.</summary>
    internal Verdict Judge(in Event e)
    {
        var value = e[Field];
        if (value >= Least && value <= Most) return Verdict.Accepted;
        if (IsCounter && value < 0) return Verdict.Negative;
        return Math.Abs(value) > Most ? Verdict.OutOfRange : Verdict.Accepted;
    }
}
