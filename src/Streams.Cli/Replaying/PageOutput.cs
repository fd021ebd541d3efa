using System.Text;
using Streams.Prometheus;
using Streams.Recording;

namespace Streams.Cli.Replaying;

/// <summary>Prints pages, the same as the daemon's; where there are several, each under its instant.</summary>
/// <remarks>Kept until the recording is read to its end: a wrong line makes no page.</remarks>
internal sealed class PageOutput(PrometheusSink sink, PageFormat format, bool titled)
{
    private readonly MemoryStream _pages = new();

    /// <summary>Keeps the page of an instant.</summary>
    internal void Read(DateTimeOffset at)
    {
        if (titled) _pages.Write(Encoding.UTF8.GetBytes($"# Streams-Clock: {RecordStamp.Format(at)}\n"));
        var begin = (int)_pages.Length;
        sink.WriteAsync(_pages, format).GetAwaiter().GetResult();
        var page = Encoding.UTF8.GetString(_pages.GetBuffer(), begin, (int)_pages.Length - begin);
        HasSeries = page.Split('\n').Any(line => line.Length > 0 && line[0] != '#' && !line.StartsWith("streams_", StringComparison.Ordinal));
    }

    /// <summary>Whether the last page has a series of a pipeline's, and not only what the program says of itself.</summary>
    internal bool HasSeries { get; private set; }

    /// <summary>Prints what was kept.</summary>
    internal void Print()
    {
        using var output = Console.OpenStandardOutput();
        _pages.WriteTo(output);
    }
}
