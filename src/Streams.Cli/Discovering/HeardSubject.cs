using System.Text.Json;

namespace Streams.Cli.Discovering;

/// <summary>What is heard on one subject, or on several of one pattern.</summary>
internal sealed class HeardSubject(string subject)
{
    private const int MostFields = 100;
    private const int DeepestField = 8;
    private const int MostRead = 10_000;

    private readonly SortedDictionary<string, HeardField> _fields = new(StringComparer.Ordinal);
    private int _read;

    /// <summary>The subject, with * in place of what differs.</summary>
    internal string Subject { get; } = subject;

    /// <summary>The subjects that were heard.</summary>
    internal List<string> Subjects { get; } = [subject];

    internal long Messages { get; private set; }

    /// <summary>Messages that are no JSON object.</summary>
    internal long Others { get; private set; }

    internal IReadOnlyCollection<HeardField> Fields => _fields.Values;

    /// <summary>Whether its messages can be read: most are JSON objects with something in them.</summary>
    internal bool IsJson => _fields.Count > 0 && Others * 2 < Messages;

    /// <summary>Takes a message.</summary>
    internal void Take(ReadOnlySpan<byte> payload, DateTimeOffset arrived)
    {
        Messages++;
        // What follows is like what was: it is counted, and no longer read.
        if (_read++ >= MostRead) return;
        try
        {
            var json = new Utf8JsonReader(payload);
            var value = JsonElement.ParseValue(ref json);
            if (value.ValueKind == JsonValueKind.Object && !json.Read()) Take("", value, arrived, 0);
            else Others++;
        }
        catch (JsonException)
        {
            Others++;
        }
    }

    /// <summary>The subjects put together that differ in some tokens alone, and whose messages have the same fields.</summary>
    internal static IReadOnlyList<HeardSubject> Together(IEnumerable<HeardSubject> heard) =>
    [
        .. heard.GroupBy(s => (s.Subject.Split('.').Length, s.Subject.Split('.')[0], string.Join('\n', s._fields.Keys), s.IsJson))
            .Select(alike => alike.Count() == 1 || !alike.Key.IsJson ? [.. alike] : new[] { Merge([.. alike]) })
            .SelectMany(one => one).OrderBy(s => s.Subject, StringComparer.Ordinal),
    ];

    private static HeardSubject Merge(HeardSubject[] alike)
    {
        var tokens = alike[0].Subject.Split('.');
        foreach (var other in alike)
        {
            var its = other.Subject.Split('.');
            for (var i = 0; i < tokens.Length; i++) tokens[i] = tokens[i] == its[i] ? tokens[i] : "*";
        }

        var merged = new HeardSubject(string.Join('.', tokens));
        merged.Subjects.Clear();
        foreach (var one in alike) merged.Take(one);
        return merged;
    }

    private void Take(HeardSubject other)
    {
        Subjects.AddRange(other.Subjects);
        (Messages, Others) = (Messages + other.Messages, Others + other.Others);
        foreach (var (pointer, field) in other._fields)
        {
            if (!_fields.TryGetValue(pointer, out var mine)) _fields.Add(pointer, mine = new HeardField(pointer));
            mine.Take(field);
        }
    }

    private void Take(string pointer, JsonElement value, DateTimeOffset arrived, int depth)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            if (depth == DeepestField) return;
            foreach (var member in value.EnumerateObject()) Take($"{pointer}/{Escaped(member.Name)}", member.Value, arrived, depth + 1);
        }
        else if (value.ValueKind is JsonValueKind.Number or JsonValueKind.String)
        {
            if (!_fields.TryGetValue(pointer, out var field))
            {
                if (_fields.Count == MostFields) return;
                _fields.Add(pointer, field = new HeardField(pointer));
            }

            field.Take(value, arrived);
        }
    }

    private static string Escaped(string name) => name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
