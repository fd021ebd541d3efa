using System.Globalization;
using Streams.Dynamo.Hearing;

namespace Streams.Cli.Discovering;

/// <summary>What was heard, as text: fleets of Dynamo with the line that shows them, and other subjects with what is in their messages.</summary>
/// <param name="heard">What was heard.</param>
/// <param name="length">How long.</param>
/// <param name="reach">The flags by which it was reached, with a space before them; empty where there were none.</param>
internal sealed class DiscoverReport(Listening heard, TimeSpan length, string reach)
{
    private const int MostShown = 40;
    private const int MostValues = 5;

    /// <summary>The JSON subjects, those that differ in a token put together.</summary>
    internal IReadOnlyList<HeardSubject> Json { get; } = [.. HeardSubject.Together(heard.Subjects).Where(s => s.IsJson)];

    /// <summary>Whether there is anything to tell.</summary>
    internal bool IsEmpty => heard.Fleets.Namespaces.Count == 0 && !heard.Subjects.Any();

    internal void Write(TextWriter to)
    {
        foreach (var fleet in heard.Fleets.Namespaces) Write(to, fleet);
        foreach (var subject in Json.Take(MostShown)) Write(to, subject);
        foreach (var subject in HeardSubject.Together(heard.Subjects).Where(s => !s.IsJson).Take(MostShown))
        {
            to.WriteLine($"{Shown(subject.Subject)}   {Rate(subject.Messages)}, no JSON objects: a pipeline cannot read them\n");
        }

        var rest = Math.Max(0, Json.Count - MostShown) + heard.Omitted;
        if (rest > 0) to.WriteLine($"and {rest} more; --subject narrows what is listened to");
    }

    private void Write(TextWriter to, HeardNamespace fleet)
    {
        to.WriteLine($"namespace {Shown(fleet.Name)} of NVIDIA Dynamo: {Count(fleet.Workers.Count, "worker")}");
        foreach (var component in fleet.Workers.Values.GroupBy(w => w.Component).OrderBy(c => c.Key, StringComparer.Ordinal))
        {
            string[] endpoints = [.. component.SelectMany(w => w.Endpoints).Distinct().Order(StringComparer.Ordinal)];
            to.WriteLine($"  {(component.Key is { } named ? "component " + Shown(named) : "no component named")}"
                + $"{(endpoints.Length > 0 ? $", endpoints {string.Join(", ", endpoints.Select(Shown))}" : "")}:");
            foreach (var release in component.GroupBy(w => w.Releases).OrderBy(r => (int)r.Key))
            {
                to.WriteLine($"    {Count(release.Count(), "worker")} of {ReleaseEvidence.Text(release.Key)}");
            }
        }

        var asked = fleet.Workers.Values.Count(w => w.AnswersOn is not null);
        if (asked > 0) to.WriteLine($"  {Count(asked, "worker")} give their numbers when they are asked");
        foreach (var (subject, messages) in fleet.Subjects.Take(MostShown)) to.WriteLine($"  {Rate(messages),10}  {Shown(subject)}");
        to.WriteLine($"  see it:  streams run{reach}{Settings(fleet)}\n");
    }

    /// <summary>What the built-in pipeline must be told to see a fleet as a whole.</summary>
    private static string Settings(HeardNamespace fleet)
    {
        var answering = fleet.Workers.Values.Where(w => w.AnswersOn is not null && w.Component is not null).ToArray();
        string[] components = [.. answering.Select(w => w.Component!).Distinct().Order(StringComparer.Ordinal)];
        var settings = fleet.Name == "dynamo" ? "" : " --set namespace=" + Word(fleet.Name);
        // Who must be asked is asked by the component's name; where nothing is said, backend is.
        if (components is [not "backend" and var one]) settings += " --set component=" + Word(one);
        else if (components.Length > 1) settings += " --each component=" + string.Join(',', components.Select(Word));
        var endpoint = answering.Select(w => w.AnswersOn!).FirstOrDefault(e => e != "load_metrics");
        return endpoint is null || answering.Any(w => w.AnswersOn == "load_metrics") ? settings : $"{settings} --set endpoint={Word(endpoint)}";
    }

    private void Write(TextWriter to, HeardSubject subject)
    {
        var choice = FieldChoice.Of(subject);
        var several = subject.Subjects.Count > 1 ? $"{subject.Subjects.Count} subjects, " : "";
        to.WriteLine($"{Shown(subject.Subject)}   {several}{Rate(subject.Messages)}, JSON");
        foreach (var field in subject.Fields)
        {
            var use = field == choice.Time ? "time"
                : choice.Keys.FirstOrDefault(k => k.At == field.Pointer).Name is { } key ? "key " + key
                : choice.Numbers.FirstOrDefault(n => n.At == field.Pointer).Name is { } number ? "field " + number : "";
            to.WriteLine($"  {Shown(field.Pointer),-24} {What(field),-40} {use}".TrimEnd());
        }

        to.WriteLine();
    }

    private static string What(HeardField field)
    {
        if (field.TimeForm is { } form)
        {
            return $"time, {form}{(field.Delay.Behind > TimeSpan.FromSeconds(5) ? Invariant($", {field.Delay.Behind.TotalSeconds:0.#} s behind") : "")}";
        }
        if (field.IsNumber && !(field.IsWhole && field.Values.Count <= MostValues && !field.HasMore))
        {
            return Invariant($"number, {field.Least:0.####} to {field.Greatest:0.####}");
        }
        var kind = field.IsNumber ? "number" : field.IsText ? "text" : "of several kinds";
        var values = string.Join(", ", field.Values.Take(MostValues).Select(v => Shown(v.Length > 30 ? v[..30] + "…" : v)));
        return field.Values.Count > MostValues ? $"{kind}, {field.Values.Count}{(field.HasMore ? " and more" : "")} values: {values}, …" : $"{kind}: {values}";
    }

    private string Rate(long messages) => Invariant($"{messages / length.TotalSeconds:0.#}/s");

    private static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>What comes from outside moves no cursor.</summary>
    private static string Shown(string text) => Lane.LogText.Escape(text);

    /// <summary>A word of a shell's command line.</summary>
    private static string Word(string text) =>
        text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or ':' or '=') ? text : $"'{text.Replace("'", "'\\''")}'";
}
