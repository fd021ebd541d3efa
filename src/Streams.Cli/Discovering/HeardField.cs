using System.Text.Json;
using Streams.Recording;

namespace Streams.Cli.Discovering;

/// <summary>One place in the JSON messages of a subject, and what has stood there.</summary>
internal sealed class HeardField(string pointer)
{
    private const int MostValues = 100;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly (string Name, double PerSecond)[] Units = [("unix_s", 1), ("unix_ms", 1e3), ("unix_us", 1e6), ("unix_ns", 1e9)];

    private readonly SortedSet<string> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _times = [];

    /// <summary>Where it is, as a JSON pointer.</summary>
    internal string Pointer { get; } = pointer;

    /// <summary>How many messages had a value there.</summary>
    internal int Count { get; private set; }

    /// <summary>How many of them were numbers, and texts.</summary>
    internal int Numbers { get; private set; }

    internal int Texts { get; private set; }

    /// <summary>Whether all numbers were whole.</summary>
    internal bool IsWhole { get; private set; } = true;

    internal double Least { get; private set; } = double.PositiveInfinity;

    internal double Greatest { get; private set; } = double.NegativeInfinity;

    /// <summary>The different values, up to a hundred.</summary>
    internal IReadOnlyCollection<string> Values => _values;

    /// <summary>Whether there were more of them.</summary>
    internal bool HasMore { get; private set; }

    /// <summary>How late the latest of them was, and how early the earliest, as times of their form.</summary>
    internal (TimeSpan Behind, TimeSpan Ahead) Delay { get; private set; }

    /// <summary>The form of an instant near to now, where every value is one: <c>rfc3339</c>, <c>unix_ms</c>; null where it is no time.</summary>
    internal string? TimeForm => _times.FirstOrDefault(t => t.Value == Count).Key;

    internal bool IsNumber => Numbers == Count && TimeForm is null;

    internal bool IsText => Texts == Count && TimeForm is null;

    /// <summary>Its name: the last part of the pointer.</summary>
    internal string Name => Pointer[(Pointer.LastIndexOf('/') + 1)..];

    /// <summary>Takes a value that arrived at an instant.</summary>
    internal void Take(JsonElement value, DateTimeOffset arrived)
    {
        Count++;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number))
        {
            Numbers++;
            IsWhole &= Math.Floor(number) == number;
            (Least, Greatest) = (Math.Min(Least, number), Math.Max(Greatest, number));
            foreach (var (name, perSecond) in Units)
            {
                var after = number / perSecond;
                if (Math.Abs(after - arrived.ToUnixTimeMilliseconds() / 1e3) < Day.TotalSeconds)
                {
                    Note(name, DateTimeOffset.UnixEpoch.AddSeconds(after), arrived);
                }
            }

            Keep(value.GetRawText());
        }
        else if (value.ValueKind == JsonValueKind.String && TryText(value, out var text))
        {
            Texts++;
            if (RecordStamp.TryParse(text, out var at)) Note("rfc3339", at, arrived);
            Keep(text);
        }
    }

    /// <summary>Takes what was heard there on another subject.</summary>
    internal void Take(HeardField other)
    {
        (Count, Numbers, Texts) = (Count + other.Count, Numbers + other.Numbers, Texts + other.Texts);
        IsWhole &= other.IsWhole;
        (Least, Greatest) = (Math.Min(Least, other.Least), Math.Max(Greatest, other.Greatest));
        HasMore |= other.HasMore;
        foreach (var value in other._values) Keep(value);
        foreach (var (form, count) in other._times) _times[form] = _times.GetValueOrDefault(form) + count;
        Delay = (Max(Delay.Behind, other.Delay.Behind), Max(Delay.Ahead, other.Delay.Ahead));
    }

    private void Note(string form, DateTimeOffset at, DateTimeOffset arrived)
    {
        _times[form] = _times.GetValueOrDefault(form) + 1;
        Delay = (Max(Delay.Behind, arrived - at), Max(Delay.Ahead, at - arrived));
    }

    private void Keep(string value)
    {
        if (_values.Count < MostValues) _values.Add(value);
        else HasMore |= !_values.Contains(value);
    }

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static bool TryText(JsonElement value, out string text)
    {
        try
        {
            text = value.GetString()!;
            return text.Length is > 0 and <= 256;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, or no UTF-8.
            text = "";
            return false;
        }
    }
}
