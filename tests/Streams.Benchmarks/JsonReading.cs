using System.Globalization;
using System.Text;
using System.Text.Json;
using Streams.Json;

namespace Streams.Benchmarks;

/// <summary>Messages of one to three shapes by turns, and of shapes that never come again: CPU time of each by shape, and by a JSON reader alone.</summary>
internal static class JsonReading
{
    private const int Workers = 1000;

    private static readonly JsonPointer[] Pointers = [.. new[] { "/sensor/id", "/ts", "/values/0/celsius", "/t" }.Select(text => JsonPointer.Parse(text)!)];

    internal static string Run(int messages)
    {
        var result = new StringBuilder();
        for (var shapes = 0; shapes <= 3; shapes++)
        {
            var texts = Texts(shapes);
            var (scanner, walker, validator) = (new JsonScanner(Pointers), new PointerWalker(Pointers), new JsonValidator());
            var found = new JsonValue[Pointers.Length];
            var scan = Measure(texts, messages, text => scanner.TryScan(text));
            var walk = Measure(texts, messages, text => walker.TryWalk(text, found, out _));
            var validate = Measure(texts, messages, validator.IsOneLineValue);
            var read = Measure(texts, messages, IsValue);
            result.AppendLine(string.Create(CultureInfo.InvariantCulture, $"json {(shapes == 0 ? "no shape twice" : $"{shapes} shapes by turns")}, {texts.Average(t => t.Length):F0} B: find {scan:F0} ns by shape, {walk:F0} ns without; validate {validate:F0} ns by shape, {read:F0} ns without"));
        }

        return result.ToString().TrimEnd();
    }

    private static byte[][] Texts(int shapes) =>
        [.. Enumerable.Range(0, Math.Max(1, shapes) * Workers).Select(i => Encoding.UTF8.GetBytes(shapes == 0 ? Other(i) : Text(i % shapes, i)))];

    private static string Other(int i) => $$"""{"ts":1764000000123,"n{{i}}":{{i}},"sensor":{"id":"w{{i}}"},"t":20.5}""";

    private static string Text(int shape, int i) => shape switch
    {
        0 => $$"""{"ts":{{1764000000123 + i}},"sensor":{"id":"w{{i}}"},"t":{{i}}.5}""",
        1 => $$"""{"sensor":{"id":{{7587888657184000000 + i}},"site":"north hall"},"values":[{"celsius":{{i}}.25,"ok":true}],"ts":"{{1764000000123 + i}}","note":null}""",
        _ => $$"""{"t":{{i}},"load":[{{i}},{{i + 1}},0.5,1e-3],"unit":"°C","ts":{{1764000000123 + i}}.5,"sensor":{"id":"w\u00e9{{i}}"} }""",
    };

    private static double Measure(byte[][] texts, int messages, Func<ReadOnlySpan<byte>, bool> read)
    {
        var best = double.MaxValue;
        for (var run = 0; run < 5; run++)
        {
            var before = Environment.CpuUsage.TotalTime;
            for (var i = 0; i < messages; i++)
            {
                if (!read(texts[i % texts.Length])) throw new InvalidOperationException("no JSON: " + Encoding.UTF8.GetString(texts[i % texts.Length]));
            }

            best = Math.Min(best, (Environment.CpuUsage.TotalTime - before).TotalNanoseconds / messages);
        }

        return best;
    }

    private static bool IsValue(ReadOnlySpan<byte> text)
    {
        var json = new Utf8JsonReader(text);
        while (json.Read())
        {
        }

        return !text.ContainsAny((byte)'\n', (byte)'\r') && System.Text.Unicode.Utf8.IsValid(text);
    }
}
