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

    internal static IRenderable Draw(FleetSnapshot snapshot, string note = "")
    {
        var fleets = snapshot.Fleets(FleetFamilies).ToArray();
        List<IRenderable> parts = [new Text(Headline(snapshot) + note), .. fleets.Length > 1 ? fleets.Select(Line) : []];
        var heads = parts.Count;
        if (snapshot.Workers.Any()) parts.Add(Workers(snapshot));
        else parts.AddRange(snapshot.OfPipelines.Select(Others));
        if (parts.Count == heads) parts.Add(new Text("no worker has reported yet"));
        return new Rows(parts);
    }

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

    private static Table Workers(FleetSnapshot snapshot)
    {
        var several = snapshot.Workers.Select(w => w.Table.Label(w.Row, "component")).Distinct().Count() > 1;
        var table = Empty(["Worker", .. several ? ["Component"] : Array.Empty<string>()], ["", "Load", "Slots", "Waiting", "Hit rate", "Reuse"]);
        var rows = snapshot.Workers.Select(w => Value("llm_kv_blocks_active", w) is { } blocks
            ? (Worker: w, Load: blocks, Whole: Value("llm_kv_blocks_total", w))
            : (Worker: w, Load: Value("llm_requests_active_slots", w), Whole: Value("llm_requests_total_slots", w)));
        // By percent; below them, by what they have in use, those whose capacity nobody knows.
        foreach (var (worker, load, whole) in rows.OrderByDescending(r => r.Load / r.Whole).ThenByDescending(r => r.Load)
            .ThenBy(r => r.Worker.Table.Label(r.Worker.Row, "worker_id"), StringComparer.Ordinal))
        {
            string[] names = [worker.Table.Label(worker.Row, "worker_id"), .. several ? [worker.Table.Label(worker.Row, "component")] : Array.Empty<string>()];
            table.AddRow([.. names.Select(Name), .. ((string[])[
                Bar(load / whole),
                Share(load, whole),
                Share(Value("llm_requests_active_slots", worker), Value("llm_requests_total_slots", worker)),
                Number(Value("llm_requests_waiting", worker)),
                Percent(Value("llm_kv_hit_rate_percent", worker)),
                Percent(Value("llm_kv_reuse_percent", worker)),
            ]).Select(t => new Text(t))]);
        }

        return table;

        static double? Value(string family, (FleetTable Table, JsonElement[] Row) of) => of.Table.Value(of.Row, family);
    }

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
