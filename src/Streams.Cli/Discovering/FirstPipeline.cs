using System.Globalization;
using System.Text;

namespace Streams.Cli.Discovering;

/// <summary>A first pipeline for JSON that nobody has described: a source for each subject, its latest numbers, and how many messages came.</summary>
internal sealed class FirstPipeline
{
    private const int MostSources = 50;
    private const int MostNumbers = 20;
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(5);

    private readonly StringBuilder _sources = new();
    private readonly StringBuilder _metrics = new();
    private readonly HashSet<string> _sourceNames = [];
    private readonly HashSet<string> _metricNames = [];

    /// <summary>How many sources it has.</summary>
    internal int Sources => _sourceNames.Count;

    /// <summary>How many metrics it has.</summary>
    internal int Metrics => _metricNames.Count;

    /// <summary>The file.</summary>
    internal string Text(string name, string server, IEnumerable<HeardSubject> subjects)
    {
        foreach (var subject in subjects.Take(MostSources)) Add(subject);
        return $"# What came on {server}, as streams discover understood it: names, keys and reducers are yours to choose.\n"
            + $"pipeline: {FieldChoice.Sanitised(name)}\n\nsources:\n{_sources}\nmetrics:\n{_metrics.ToString().TrimEnd('\n')}\n";
    }

    private void Add(HeardSubject heard)
    {
        var choice = FieldChoice.Of(heard);
        var source = Free(_sourceNames, FieldChoice.Sanitised(string.Join('_', heard.Subject.Split('.').Where(t => t != "*"))));
        _sources.Append(CultureInfo.InvariantCulture, $"  {source}:\n    nats: {{ subject: {Quoted(heard.Subject)} }}\n    decode:\n      json:\n");
        if (choice.Keys.Count > 0) _sources.Append(CultureInfo.InvariantCulture, $"        key: {{ {Pairs(choice.Keys)} }}\n");
        if (choice.Numbers.Count > 0) _sources.Append(CultureInfo.InvariantCulture, $"        fields: {{ {Pairs(choice.Numbers)} }}\n");
        if (choice.Time is { } time)
        {
            var isFit = time.Delay.Behind < Lateness && time.Delay.Ahead < Lateness;
            // A clock that is off makes events late or future: then the arrival counts.
            var note = isFit ? "" : "# off by more than 5 s, so that the arrival counts: ";
            _sources.Append(CultureInfo.InvariantCulture, $"        {note}time: {{ at: {Quoted(time.Pointer)}, as: {time.TimeForm} }}\n");
        }

        var by = choice.Keys.Count switch
        {
            0 => "",
            1 => $"    by: {choice.Keys[0].Name}\n",
            _ => $"    by: [{string.Join(", ", choice.Keys.Select(k => k.Name))}]\n",
        };
        Metric($"{source}_messages_total", $"Messages on {heard.Subject}", source, "    type: counter\n", by, "", "count()");
        foreach (var (field, _) in choice.Numbers.Take(MostNumbers))
        {
            Metric($"{source}_{field}", $"{field}, as it came last", source, "", by, "", $"last({field})");
        }
        if (choice.Numbers.Count > 0)
        {
            var first = choice.Numbers[0].Name;
            Metric($"{source}_{first}_avg", $"Mean {first} over ten seconds", source, "", by, "    over: 10s\n", $"avg({first})");
        }
    }

    private void Metric(string name, string help, string source, string type, string by, string over, string value) =>
        _metrics.Append(CultureInfo.InvariantCulture,
            $"  {Free(_metricNames, name)}:\n    help: {Quoted(help)}\n{type}    from: {source}\n{by}{over}    value: {value}\n\n");

    private static string Free(HashSet<string> taken, string name)
    {
        var free = name;
        for (var i = 2; !taken.Add(free); i++) free = $"{name}_{i}";
        return free;
    }

    private static string Pairs(IEnumerable<(string Name, string At)> places) => string.Join(", ", places.Select(p => $"{p.Name}: {Quoted(p.At)}"));

    private static string Quoted(string text) => $"'{text.Replace("'", "''").Replace("${", "$${")}'";
}
