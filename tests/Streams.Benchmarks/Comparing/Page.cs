using System.Globalization;
using Streams.Benchmarks.Publishing;

namespace Streams.Benchmarks.Comparing;

/// <summary>A page's series, by metric and worker.</summary>
internal sealed class Page
{
    private const string WorkerLabel = "worker_id=\"";
    private readonly Dictionary<(string Metric, string Worker), double> _shown = [];

    internal Page(string text)
    {
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty || line[0] == '#') continue;
            var head = line[..line.LastIndexOf(' ')];
            var value = double.Parse(line[(head.Length + 1)..], CultureInfo.InvariantCulture);
            var labels = head.IndexOf('{');
            var metric = (labels < 0 ? head : head[..labels]).ToString();
            var worker = head.IndexOf(WorkerLabel);
            var id = worker < 0 ? "" : head[(worker + WorkerLabel.Length)..];
            var key = (metric, worker < 0 ? "" : id[..id.IndexOf('"')].ToString());
            // Of a counter with other labels the sum is wanted.
            _shown[key] = key.Item2.Length == 0 ? _shown.GetValueOrDefault(key) + value : value;
        }
    }

    internal double Of(string metric) => _shown.GetValueOrDefault((metric, ""));

    /// <exception cref="InvalidOperationException">It shows another value than what was sent gives.</exception>
    internal void Check(string program, Sent sent)
    {
        foreach (var (series, due) in sent.Expected())
        {
            if (_shown.TryGetValue(series, out var shown) && Math.Abs(shown - due) <= 1e-9 * Math.Max(1, Math.Abs(due))) continue;
            throw new InvalidOperationException($"{program} shows {(_shown.ContainsKey(series) ? shown : "nothing")} as {series}, where {due} is right");
        }
    }
}
