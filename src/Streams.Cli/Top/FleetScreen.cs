using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Streams.Cli.Top;

/// <summary>A snapshot as a table in a terminal: a fleet's workers, the most loaded first; other pipelines by the names of their metrics.</summary>
internal static class FleetScreen
{
    /// <summary>What tells of the fleet as a whole.</summary>
    internal static readonly string[] FleetFamilies = ["llm_load_avg", "llm_load_std", "llm_kv_hit_rate_fleet_percent", "llm_kv_reuse_fleet_percent"];

    private const int BarCells = 10;

    /// <summary>Lines of a table that are no rows: its head, the rules around it, and the line below it.</summary>
    private const int FrameLines = 5;

    /// <summary>Narrow enough for a small terminal.</summary>
    private const string Keys = """
        s  sorts by the next column, r reversed
        /  filters by id or component
        Esc  shows everything again
        p  the next pipeline alone
        space  holds the screen, and goes on
        ↑ ↓ PgUp PgDn g G  up and down
        q  ends; any key goes back from here
        """;

    /// <summary>A snapshot as a whole, for a file or a look.</summary>
    internal static IRenderable Draw(FleetSnapshot snapshot) => Draw(snapshot, new TopView(TimeProvider.System), int.MaxValue, int.MaxValue);

    /// <summary>A snapshot as it is looked at, in a terminal of so many columns and lines.</summary>
    internal static IRenderable Draw(FleetSnapshot snapshot, TopView view, int width, int height, string note = "")
    {
        if (view.ShowsHelp) return new Text(Keys);
        var fleets = snapshot.Fleets(FleetFamilies).ToArray();
        List<IRenderable> parts = [OneLine(Headline(snapshot) + note, width)];
        // Where there is little room, it is the workers'.
        if (fleets.Length > 1 && height > FrameLines + (2 * fleets.Length)) parts.AddRange(fleets.Select(Line));
        if (view.Summary.Length > 0) parts.Add(OneLine(Plain(view.Summary), width));
        var heads = parts.Count;
        if (WorkerRow.Of(snapshot) is { Count: > 0 } workers) AddWorkers(parts, workers, view, width, height - heads - FrameLines);
        else parts.AddRange(snapshot.OfPipelines.Select(Others));
        if (parts.Count == heads) parts.Add(new Text("no worker has reported yet"));
        return new Rows(parts);
    }

    private static void AddWorkers(List<IRenderable> parts, IReadOnlyList<WorkerRow> workers, TopView view, int width, int room)
    {
        var (rows, above, below) = view.Take(workers, room);
        parts.Add(Workers(rows, view, width, workers.Select(w => w.Component).Distinct().Count() > 1));
        if (above + below > 0) parts.Add(OneLine($"{above} above, {below} below; ? shows the keys", width));
    }

    /// <summary>Text that takes one line, whatever there is room for.</summary>
    private static Text OneLine(string text, int width) => new(text.Length <= width ? text : text[..Math.Max(0, width - 1)] + "…");

    private static string Headline(FleetSnapshot snapshot)
    {
        List<string> parts = [$"{snapshot.Time[..19].Replace('T', ' ')} UTC"];
        // Pipelines may have workers in common, so that they are not added up.
        if (snapshot.Values("streams_workers").ToArray() is { Length: > 0 } workers) parts.Add($"{string.Join(" + ", workers)} workers");
        if (snapshot.Fleets(FleetFamilies).ToArray() is [var only]) parts.AddRange(Figures(only.Values));
        var (up, all) = (snapshot.Values("streams_source_up").Sum(), snapshot.Values("streams_source_up").Count());
        parts.Add($"sources {up}/{all} up");
        return string.Join("   ", parts);
    }

    /// <summary>A fleet beside others: no figure of one is mixed with another's.</summary>
    private static Text Line((string Pipeline, IReadOnlyList<KeyValuePair<string, string>> Labels, IReadOnlyDictionary<string, double> Values) fleet) =>
        new(Plain(string.Join("   ", [string.Join(' ', [fleet.Pipeline, .. fleet.Labels.Select(l => $"{l.Key}={l.Value}")]), .. Figures(fleet.Values)])));

    private static IEnumerable<string> Figures(IReadOnlyDictionary<string, double> values)
    {
        if (values.TryGetValue("llm_load_avg", out var load))
            yield return $"load {Number(load)} ± {Number(values.TryGetValue("llm_load_std", out var std) ? std : null)}";

        if (values.TryGetValue("llm_kv_hit_rate_fleet_percent", out var hit)) yield return $"hit rate {Percent(hit)}";
        if (values.TryGetValue("llm_kv_reuse_fleet_percent", out var reuse)) yield return $"reuse {Percent(reuse)}";
    }

    private static Table Workers(IReadOnlyList<WorkerRow> rows, TopView view, int width, bool several)
    {
        // What is dropped first where the terminal is narrow stands last.
        (string Name, int Width, Func<WorkerRow, string> Of)[] columns =
        [
            ("Load", 16, r => Share(r.Load, r.Whole)),
            ("", BarCells, r => Bar(r.Share)),
            ("Slots", 10, r => Share(r.Slots, r.TotalSlots)),
            ("Waiting", 9, r => Number(r.Waiting)),
            ("Hit rate", 10, r => Percent(r.HitRate)),
            ("Reuse", 8, r => Percent(r.Reuse)),
        ];
        const int Gap = 3;
        var left = width - Gap - rows.Select(r => r.Id.Length).DefaultIfEmpty(6).Max()
            - (several ? Gap + rows.Select(r => r.Component.Length).DefaultIfEmpty(9).Max() : 0);
        var kept = columns.TakeWhile(c => (left -= c.Width + Gap) >= 0).ToArray();
        if (kept.Length == 0) kept = columns[..1];
        // On the page the bar stands before its numbers.
        if (kept.Length > 1) (kept[0], kept[1]) = (kept[1], kept[0]);
        var table = Empty([Sorted("Worker", view), .. several ? ["Component"] : Array.Empty<string>()], kept.Select(c => Sorted(c.Name, view)));
        foreach (var row in rows)
        {
            table.AddRow([Name(row.Id), .. several ? [Name(row.Component)] : Array.Empty<Text>(), .. kept.Select(c => new Text(c.Of(row)))]);
        }

        return table;
    }

    private static string Sorted(string name, TopView view) => name.Length > 0 && name == view.Order ? name + (view.IsReversed ? "↑" : "↓") : name;

    private static Table Others(FleetTable of)
    {
        FleetColumn[] columns = [.. of.Columns.Where(c => !c.IsOfTheDaemon)];
        var table = Empty([.. of.Constants.Keys, .. of.Labels], columns.Select(c => c.Name));
        foreach (var row in of.Rows)
        {
            table.AddRow([.. of.Constants.Values.Concat(row.Take(of.Labels.Count).Select(l => l.GetString()!)).Select(Name),
                .. columns.Select(c => new Text(Number(of.Value(row, c.Name))))]);
        }

        return table;
    }

    private static Table Empty(IEnumerable<string> names, IEnumerable<string> numbers)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var name in names) table.AddColumn(new TableColumn(new Text(name)));
        foreach (var number in numbers) table.AddColumn(new TableColumn(new Text(number)).RightAligned());
        return table;
    }

    /// <summary>A name from outside: it moves no cursor and turns no line.</summary>
    private static Text Name(string name) => new(Plain(name));

    private static string Plain(string name) => string.Concat(name.Select(c =>
        char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? '\uFFFD' : c));

    /// <summary>A bar from 0 to 100 %; none where no capacity is known.</summary>
    private static string Bar(double? share)
    {
        if (share is not { } s || !double.IsFinite(s)) return "";
        var filled = (int)Math.Round(Math.Clamp(s, 0, 1) * BarCells);
        return new string('█', filled) + new string('░', BarCells - filled);
    }

    private static string Share(double? part, double? whole) => whole is null ? Number(part) : $"{Number(part)} / {Number(whole)}";

    private static string Number(double? value) => value is null ? "–" : value.Value.ToString("#,0.##", CultureInfo.InvariantCulture);

    private static string Percent(double? value) => value is null ? "–" : value.Value.ToString("0.0", CultureInfo.InvariantCulture) + "%";
}
