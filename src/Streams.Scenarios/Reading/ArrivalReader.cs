using System.Globalization;
using System.Text;
using Streams.Definition;
using Streams.Definitions.Mistakes;
using Streams.Definitions.Sections;
using Streams.Definitions.Yaml;
using Streams.Events;
using Streams.Scenarios.Definition;

namespace Streams.Scenarios.Reading;

/// <summary>Reads what arrives at a source: events by key and field, or messages as bytes.</summary>
/// <param name="report">Where mistakes go.</param>
/// <param name="line">The line of given.</param>
/// <param name="source">The source; null where it is unknown: then its names are not checked.</param>
internal sealed class ArrivalReader(Report report, SettingsNode line, SourceDefinition? source)
{
    /// <summary>Events of the line's workers.</summary>
    public ScenarioAction.Events? Events(bool repeats)
    {
        var workers = WorkersParser.Parse(line.Scalars("workers"), report);
        var settings = line.Keys.Contains("event") ? line.Mapping("event") : null;
        var series = line.Keys.Contains("values") ? line.Mapping("values") : null;
        if (source is null)
        {
            foreach (var key in settings?.Keys ?? []) settings!.MarkRead(key);
            foreach (var key in series?.Keys ?? []) series!.MarkRead(key);
            return null;
        }

        var keys = Keys(settings, workers);
        var values = Values(settings, series, repeats);
        return keys is null || values is null ? null : new ScenarioAction.Events { Source = -1, Keys = keys, Values = values };
    }

    /// <summary>Messages of bytes, one for each worker where there are some.</summary>
    public ScenarioAction.Messages? Messages(string kind)
    {
        var workers = WorkersParser.Parse(line.Scalars("workers"), report);
        var subject = line.Text("subject") ?? "";
        if (line.Scalar(kind) is not { } payload) return null;
        if (workers.Count == 0)
        {
            if (payload.Text.Contains(ScenarioFileReader.Worker, StringComparison.Ordinal))
            {
                report.Add(payload.At, $"{ScenarioFileReader.Worker} without workers", "add workers: 1..100");
            }
            workers = [""];
        }

        var all = new List<Message>();
        foreach (var worker in workers)
        {
            var text = payload.Text.Replace(ScenarioFileReader.Worker, worker, StringComparison.Ordinal);
            if ((kind == "payload" ? Encoding.UTF8.GetBytes(text) : Hex(text)) is not { } bytes)
            {
                report.Add(payload.At, "the payload is not hexadecimal", "write two digits a byte, such as 7b 7d");
                return null;
            }

            all.Add(new Message(subject.Replace(ScenarioFileReader.Worker, worker, StringComparison.Ordinal), bytes));
        }

        return new ScenarioAction.Messages { Source = -1, All = all };
    }

    private static byte[]? Hex(string text)
    {
        var digits = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
        return digits.Length % 2 == 0 && digits.All(char.IsAsciiHexDigit) ? Convert.FromHexString(digits) : null;
    }

    private WorkerKey[]? Keys(SettingsNode? settings, IReadOnlyList<string> workers)
    {
        var names = source!.Schema.Keys;
        var values = new string?[names.Count];
        for (var i = 0; i < names.Count; i++)
        {
            values[i] = settings?.Text(names[i]) ?? source.Schema.KeyDefaults.GetValueOrDefault(names[i]);
            var isListed = i == 0 && line.Keys.Contains("workers");
            if (isListed && settings?.Keys.Contains(names[i]) is true)
            {
                settings.Mistake(names[i], $"{names[i]} beside workers", "name the workers in one place");
            }
            if (values[i] is null && !isListed && settings?.Keys.Contains(names[i]) is not true)
            {
                (settings ?? line).Mistake("", $"the event has no {Settings.Quote(names[i])}", i == 0 ? $"add {names[i]}: 1 to event, or workers: 1..100"
                    : $"add {names[i]}: 1");
            }
        }

        if (!line.Keys.Contains("workers")) return values.Contains(null) ? null : [new WorkerKey(values!)];
        if (values.Skip(1).Contains(null) || names.Count == 0) return null;
        return [.. workers.Select(worker => new WorkerKey([worker, .. values.Skip(1)!]))];
    }

    private double[]?[]? Values(SettingsNode? settings, SettingsNode? series, bool repeats)
    {
        var fields = source!.Schema.Fields;
        var constant = new double[fields.Count];
        var varying = new IReadOnlyList<double>?[fields.Count];
        for (var i = 0; i < fields.Count; i++)
        {
            constant[i] = settings?.Scalar(fields[i]) is { } scalar ? Number(scalar) : double.NaN;
            varying[i] = series?.Scalar(fields[i]) is { } text ? ValuesParser.Parse(text, report) : null;
            if (!double.IsNaN(constant[i]) && varying[i] is not null) series!.Mistake(fields[i], $"{fields[i]} in values and in event", "keep one of them");
        }

        if (series is null) return [constant];
        var lengths = varying.OfType<IReadOnlyList<double>>().Select(v => v.Count).Distinct().ToList();
        if (lengths.Count == 0) return null;
        if (lengths.Count > 1)
        {
            line.Mistake("values", $"series of {string.Join(" and ", lengths)} values", "make them equally long: one value each time, _ for none");
        }
        if (lengths[0] > 1 && !repeats) line.Mistake("values", "several values without every", "add every: 1s");
        return [.. Enumerable.Range(0, lengths.Min()).Select(time => At(time, constant, varying))];
    }

    /// <summary>The values of one time; null where every series has a gap.</summary>
    private static double[]? At(int time, double[] constant, IReadOnlyList<double>?[] varying)
    {
        if (varying.All(v => v is null || double.IsNaN(v[time]))) return null;
        return [.. constant.Select((value, field) => varying[field] is { } series ? series[time] : value)];
    }

    private double Number(YamlNode.Scalar scalar)
    {
        if (double.TryParse(scalar.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)) return number;
        report.Add(scalar.At, $"{Settings.Quote(scalar.Text)} is no number", "write one, or leave the field out; broken messages are written as payload");
        return double.NaN;
    }
}
