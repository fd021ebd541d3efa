namespace Streams.Reducing;

/// <summary>A number of 106 bits as the unevaluated sum of two doubles.</summary>
/// <remarks>
/// So that neither the order of events nor how they were split shows in a sum (N10): integers stay exact far beyond 2^53, and
/// of fractions the error is some 1e-32. The error-free sum is Knuth's (The Art of Computer Programming, 4.2.2), the
/// representation Dekker's (A floating-point technique for extending the available precision, 1971).
/// </remarks>
internal readonly struct DoubleDouble
{
    private readonly double _high;
    private readonly double _low;

    private DoubleDouble(double high, double low)
    {
        _high = high;
        _low = low;
    }

    /// <summary>The greatest magnitude up to which a double, as the page has it, holds every whole number.</summary>
    internal const double ExactlyTo = 1L << 53;

    /// <summary>Whether the nearest double is one that holds every whole number of its size.</summary>
    internal bool IsExact => Math.Abs(_high) < ExactlyTo || (Math.Abs(_high) == ExactlyTo && _low == 0);

    /// <summary>The nearest double; NaN or infinite once a step has overflowed.</summary>
    internal double Value => _high + _low;

    public static implicit operator DoubleDouble(double value) => new(value, 0);

    public static DoubleDouble operator -(DoubleDouble a) => new(-a._high, -a._low);

    public static DoubleDouble operator -(DoubleDouble a, DoubleDouble b) => a + -b;

    public static DoubleDouble operator +(DoubleDouble a, DoubleDouble b)
    {
        var high = Sum(a._high, b._high);
        var low = Sum(a._low, b._low);
        var first = Renormalise(high._high, high._low + low._high);
        return Renormalise(first._high, first._low + low._low);
    }

    public static DoubleDouble operator +(DoubleDouble a, double b)
    {
        var high = Sum(a._high, b);
        return Renormalise(high._high, high._low + a._low);
    }

    public static DoubleDouble operator *(DoubleDouble a, DoubleDouble b)
    {
        var product = a._high * b._high;
        var error = Math.FusedMultiplyAdd(a._high, b._high, -product);
        return Renormalise(product, error + (a._high * b._low) + (a._low * b._high));
    }

    private static DoubleDouble Sum(double a, double b)
    {
        var sum = a + b;
        var rest = sum - a;
        return new(sum, (a - (sum - rest)) + (b - rest));
    }

    private static DoubleDouble Renormalise(double high, double low)
    {
        var sum = high + low;
        return new(sum, low - (sum - high));
    }
}
