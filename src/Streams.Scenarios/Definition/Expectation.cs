using System.Globalization;

namespace Streams.Scenarios.Definition;

/// <summary>What a series must be at an instant.</summary>
/// <param name="At">The instant, from the scenario's start.</param>
/// <param name="Selector">Which series.</param>
/// <param name="Value">What it must be.</param>
/// <param name="Place">Where the value stands in the file.</param>
public sealed record Expectation(TimeSpan At, Selector Selector, ExpectedValue Value, TextSpan Place);

/// <summary>What must hold at every instant, or at none.</summary>
/// <param name="Selector">Which series; a rule is about each that matches, and holds where none does.</param>
/// <param name="Value">What each must be; null where a series must never be there at all.</param>
/// <param name="IsNever">Whether it must never hold rather than always.</param>
/// <param name="Place">Where it stands in the file.</param>
public sealed record Rule(Selector Selector, ExpectedValue? Value, bool IsNever, TextSpan Place)
{
    /// <summary>The rule as a person reads it.</summary>
    public override string ToString() => $"{(IsNever ? "never" : "always")} {Selector}{(Value is null ? "" : " " + Value)}";
}

/// <summary>Some characters of a file on one line, lines and columns from 1.</summary>
/// <param name="Line">The line.</param>
/// <param name="Column">The column of the first one, in UTF-16 units.</param>
/// <param name="Length">How many; 0 where they cannot be told.</param>
public readonly record struct TextSpan(int Line, int Column, int Length);

/// <summary>What a value must be.</summary>
public abstract record ExpectedValue
{
    private const double Relative = 1e-9;

    /// <summary>Whether it is so.</summary>
    public abstract bool Holds(double? actual);

    /// <summary>A number, equal to 1e-9 relative.</summary>
    public sealed record Number(double Value) : ExpectedValue
    {
        /// <inheritdoc/>
        public override bool Holds(double? actual) =>
            actual is { } there && Math.Abs(there - Value) <= Relative * Math.Max(Math.Abs(there), Math.Abs(Value));

        /// <inheritdoc/>
        public override string ToString() => Text(Value);
    }

    /// <summary>A number give or take a tolerance.</summary>
    public sealed record Near(double Value, double Tolerance) : ExpectedValue
    {
        // 20.01 is within 0.01 of 20, which no two doubles say exactly.
        /// <inheritdoc/>
        public override bool Holds(double? actual) => actual is { } there && Math.Abs(there - Value) <= Tolerance * (1 + Relative);

        /// <inheritdoc/>
        public override string ToString() => $"~{Text(Value)} ± {Text(Tolerance)}";
    }

    /// <summary>A comparison with a number.</summary>
    public sealed record Compared(string Sign, double Value) : ExpectedValue
    {
        /// <inheritdoc/>
        public override bool Holds(double? actual) => actual is { } there && Sign switch
        {
            "==" => new Number(Value).Holds(there),
            "!=" => !new Number(Value).Holds(there),
            "<" => there < Value,
            "<=" => there <= Value,
            ">" => there > Value,
            _ => there >= Value,
        };

        /// <inheritdoc/>
        public override string ToString() => $"{Sign} {Text(Value)}";
    }

    /// <summary>No series at all.</summary>
    public sealed record Absent : ExpectedValue
    {
        /// <inheritdoc/>
        public override bool Holds(double? actual) => actual is null;

        /// <inheritdoc/>
        public override string ToString() => "absent";
    }

    /// <summary>A number in the shortest form that is equal to it by <see cref="Number"/>.</summary>
    internal static string Shortest(double value)
    {
        for (var digits = 1; digits < 17; digits++)
        {
            var rounded = double.Parse(value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
                CultureInfo.InvariantCulture);
            if (Math.Abs(rounded - value) <= Math.Abs(value) * 1e-10) return Text(rounded);
        }

        return Text(value);
    }

    /// <summary>A number as the page writes it.</summary>
    internal static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
