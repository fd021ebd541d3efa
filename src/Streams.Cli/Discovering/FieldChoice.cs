using System.Text;

namespace Streams.Cli.Discovering;

/// <summary>What the fields of a subject are taken for: keys, numbers, the event's time.</summary>
/// <param name="Keys">Names of keys, and where each is found.</param>
/// <param name="Numbers">Names of fields, and where each is found.</param>
/// <param name="Time">When it happened; null where no field says so.</param>
internal sealed record FieldChoice(IReadOnlyList<(string Name, string At)> Keys, IReadOnlyList<(string Name, string At)> Numbers, HeardField? Time)
{
    private const int MostKeys = 3;
    private const int MostHeardOnce = 20;

    /// <summary>Words that name a thing rather than measure it.</summary>
    private static readonly string[] Things =
        ["id", "name", "key", "sensor", "device", "host", "worker", "node", "instance", "machine", "meter", "site", "plant", "zone", "region", "station", "pod",
            "service", "unit", "model", "kind", "type", "tenant", "user", "room", "source", "queue", "status", "method"];

    /// <summary>Words that name one message.</summary>
    private static readonly string[] OfOneMessage =
        ["uuid", "guid", "trace", "span", "request", "message", "msg", "event", "correlation", "nonce", "seq", "sequence", "hash", "text"];

    private static readonly string[] Reserved = ["window", "le", "quantile", "job", "instance", "pipeline"];

    internal static FieldChoice Of(HeardSubject heard)
    {
        var names = new HashSet<string>(Reserved);
        var tokens = heard.Subject.Split('.');
        var keys = new List<(string, string)>();
        var inSubject = new List<HashSet<string>>();
        for (var i = 0; i < tokens.Length; i++)
        {
            if (tokens[i] != "*") continue;
            keys.Add((Named(names, i > 0 && tokens[i - 1] != "*" ? tokens[i - 1] : $"token_{i + 1}", ""), $"subject:{i + 1}"));
            inSubject.Add([.. heard.Subjects.Select(s => s.Split('.')[i])]);
        }

        foreach (var field in heard.Fields.Where(IsKey).OrderByDescending(IsThing).ThenBy(f => f.Values.Count))
        {
            if (keys.Count >= MostKeys) break;
            // What the subject says already.
            if (!inSubject.Any(s => s.SetEquals(field.Values))) keys.Add((Named(names, field.Name, field.Pointer), field.Pointer));
        }

        var keyed = keys.Select(k => k.Item2).ToHashSet();
        (string, string)[] numbers =
            [.. heard.Fields.Where(f => f.IsNumber && !keyed.Contains(f.Pointer)).Select(f => (Named(names, f.Name, f.Pointer), f.Pointer))];
        return new FieldChoice(keys, numbers, heard.Fields.FirstOrDefault(f => f.TimeForm is not null && f.Count * 2 > heard.Messages));
    }

    /// <summary>A name that files, labels and metrics can have.</summary>
    internal static string Sanitised(string name)
    {
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsAsciiLetterUpper(name[i]) && char.IsAsciiLetterLower(name[i - 1])) text.Append('_');
            text.Append(char.IsAsciiLetterOrDigit(name[i]) ? char.ToLowerInvariant(name[i]) : '_');
        }

        var clean = text.ToString().Trim('_');
        return clean.Length == 0 ? "value" : char.IsAsciiDigit(clean[0]) ? "n" + clean : clean;
    }

    /// <summary>Whether a field tells things apart: few values, and not one for each message.</summary>
    private static bool IsKey(HeardField field)
    {
        if (field.HasMore || Words(field.Name).Any(OfOneMessage.Contains)) return false;
        // In a moment everything may have spoken but once.
        var isNamed = IsThing(field) && (field.Values.Count <= MostHeardOnce || field.Values.Count * 2 <= field.Count);
        return field.IsText ? isNamed || field.Values.Count * 2 <= field.Count : field is { IsNumber: true, IsWhole: true } && isNamed;
    }

    private static bool IsThing(HeardField field) => Words(field.Name).Any(Things.Contains);

    private static string[] Words(string name) => Sanitised(name).Split('_', StringSplitOptions.RemoveEmptyEntries);

    private static string Named(HashSet<string> taken, string name, string pointer)
    {
        var whole = Sanitised(pointer.Replace('/', '_'));
        var free = Sanitised(name);
        // An id says more with what it is of.
        if (free is "id" or "name" or "value" && whole != free && pointer.Length > 0) free = whole;
        if (taken.Contains(free) && pointer.Length > 0) free = whole;
        var numbered = free;
        for (var i = 2; !taken.Add(numbered); i++) numbered = $"{free}_{i}";
        return numbered;
    }
}
