using System.Globalization;

namespace Streams.Definitions.Syntax;

/// <summary>Lengths of time as files write them: whole numbers with a unit, the largest first, such as <c>500ms</c> or <c>1m30s</c>.</summary>
public static class DurationParser
{
    /// <summary>What a length of time looks like, for messages.</summary>
    public const string Form = "write a whole number with ms, s, m, h or d, such as 10s";

    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);
    private static readonly (string Name, TimeSpan Length)[] Units =
    [
        ("d", TimeSpan.FromDays(1)), ("h", TimeSpan.FromHours(1)), ("m", TimeSpan.FromMinutes(1)),
        ("s", TimeSpan.FromSeconds(1)), ("ms", TimeSpan.FromMilliseconds(1)),
    ];

    /// <summary>Reads a length of time of at most ten years; null where it is none.</summary>
    public static TimeSpan? Parse(string text)
    {
        var total = TimeSpan.Zero;
        var nextUnit = 0;
        var i = 0;
        do
        {
            var from = i;
            while (i < text.Length && char.IsAsciiDigit(text[i])) i++;
            if (!long.TryParse(text.AsSpan(from, i - from), NumberStyles.None, CultureInfo.InvariantCulture, out var count)) return null;
            from = i;
            while (i < text.Length && char.IsAsciiLetter(text[i])) i++;
            var unit = Array.FindIndex(Units, nextUnit, u => u.Name == text[from..i]);
            if (unit < 0 || count > Longest / Units[unit].Length) return null;
            total += count * Units[unit].Length;
            nextUnit = unit + 1;
        }
        while (i < text.Length);
        return total <= Longest ? total : null;
    }

    /// <summary>Writes a length of time as a file would, such as <c>1m30s</c>.</summary>
    public static string Format(TimeSpan length)
    {
        var text = "";
        foreach (var (name, unit) in Units)
        {
            var count = (long)(length / unit);
            length -= count * unit;
            if (count > 0) text += count.ToString(CultureInfo.InvariantCulture) + name;
        }

        return text.Length == 0 ? "0s" : text;
    }
}
