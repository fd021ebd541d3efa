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
        List<IRenderable> parts = [new Text(Headline(snapshot) + note)];
        if (snapshot.Workers.Any()) parts.Add(Workers(snapshot));
        else parts.AddRange(snapshot.OfPipelines.Select(Others));
        if (parts.Count == 1) parts.Add(new Text("no worker has reported yet"));
        return new Rows(parts);
    }

    private static string Headline(FleetSnapshot snapshot)
    {
        var values = FleetFamilies.Select(f => snapshot.Values(f).ToArray() is { Length: > 0 } some ? some.Average() : (double?)null).ToArray();
        List<string> parts = [$"{snapshot.Time[..19].Replace('T', ' ')} UTC", $"{snapshot.Values("streams_workers").Sum()} workers"];
        if (values[0] is not null) parts.Add($"load {Number(values[0])} ± {Number(values[1])}");
        if (values[2] is not null) parts.Add($"hit rate {Percent(values[2])}");
        if (values[3] is not null) parts.Add($"reuse {Percent(values[3])}");
        var (up, all) = (snapshot.Values("streams_source_up").Sum(), snapshot.Values("streams_source_up").Count());
        parts.Add($"sources {up}/{all} up");
        return string.Join("   ", parts);
    }

    private static Table Workers(FleetSnapshot snapshot)
    {
        var several = snapshot.Workers.Select(w => w.Table.Label(w.Row, "component")).Distinct().Count() > 1;
        var table = Empty(["Worker", .. several ? ["Component"] : Array.Empty<string>()], ["", "Load", "Slots", "Waiting", "Hit rate", "Reuse"]);
        var rows = snapshot.Workers.Select(w => (Worker: w, Load: Value("llm_kv_blocks_active", w) ?? Value("llm_requests_active_slots", w))).ToArray();
        var most = rows.Max(r => r.Load) ?? 1;
        foreach (var (worker, load) in rows.OrderByDescending(r => r.Load).ThenBy(r => r.Worker.Table.Label(r.Worker.Row, "worker_id"), StringComparer.Ordinal))
        {
            var whole = Value("llm_kv_blocks_active", worker) is null ? Value("llm_requests_total_slots", worker) : Value("llm_kv_blocks_total", worker);
            string[] names = [worker.Table.Label(worker.Row, "worker_id"), .. several ? [worker.Table.Label(worker.Row, "component")] : Array.Empty<string>()];
            table.AddRow([.. names.Select(Name), .. ((string[])[
                Bar(load / (whole ?? most)),
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
    private static Text Name(string name) => new(string.Concat(name.Select(c =>
        char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format ? '\uFFFD' : c)));

    private static string Bar(double? share)
    {
        var filled = (int)Math.Round(Math.Clamp(share is { } s && double.IsFinite(s) ? s : 0, 0, 1) * BarCells);
        return new string('█', filled) + new string('░', BarCells - filled);
    }

    private static string Share(double? part, double? whole) => whole is null ? Number(part) : $"{Number(part)} / {Number(whole)}";

    private static string Number(double? value) => value is null ? "–" : value.Value.ToString("#,0.##", CultureInfo.InvariantCulture);

    private static string Percent(double? value) => value is null ? "–" : value.Value.ToString("0.0", CultureInfo.InvariantCulture) + "%";
}
